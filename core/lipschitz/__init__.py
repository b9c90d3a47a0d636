"""Functions held to a slope: norms, constraints, certificates, and distances between clouds."""
