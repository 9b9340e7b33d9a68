"""The web application of those who review, train, keep the law and run the instance."""
