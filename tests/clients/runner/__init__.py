"""The runner of the drivers. `python -m runner` in tests/clients; `run` beside it installs the clients first."""
