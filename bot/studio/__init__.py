"""The trainers' tools: what may be changed and how it is checked, models kept, compared, promoted and rolled back."""
