import coach.ui

coach.ui.run()
