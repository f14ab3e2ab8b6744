"""Takes in exports of a CRM: any dialect, nothing lost, nothing guessed in silence."""
