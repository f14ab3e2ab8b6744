"""What a deal's record tells: attempts and their effects, obstacles, contradictions, cases. Pure, no model."""
