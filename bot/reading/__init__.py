"""Reading what a person wrote in the light of what he was asked. Pure: no Rasa, no database, fit for Python 3.10."""
