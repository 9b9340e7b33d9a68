"""What the operator does with an instance as a whole: rotate its keys, wipe it, back it up, add people."""
