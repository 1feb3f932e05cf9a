"""Training on binary piano rolls: the benchmark of Boulanger-Lewandowski et al. 2012."""
