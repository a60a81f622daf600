"""What the files of a project say of its apps; none of them is run."""
