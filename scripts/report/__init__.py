"""The yearly report as slides: for the country and for each loket."""
