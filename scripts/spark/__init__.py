"""Apache Spark for those who outgrow one machine: raw to counts there."""
