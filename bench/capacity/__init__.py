"""What more people would cost: a model fitted to measurements, and a simulation that carries it further."""
