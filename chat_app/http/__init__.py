"""The HTTP API under `/api/v1`, and what a load balancer and Prometheus ask for at the root."""
