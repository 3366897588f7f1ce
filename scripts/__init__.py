"""From exports to published marts: the command lines and the functions behind them."""
