"""The screens, one file each; a file here is a screen."""
