"""The playbook: plays and documents are read, split into passages, searched with the past cases."""
