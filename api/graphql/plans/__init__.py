"""Plans of reads: the selection of an operation as projections, which the database writes as JSON text."""
