"""What a figure, a row and a word are called: policy, keys, labels, Dutch."""
