"""运行总览: the parts of the supervisors' screen."""
