"""What a client may ask for, and what takes long: nobody may hold up the others."""
