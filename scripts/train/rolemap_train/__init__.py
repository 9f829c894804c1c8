"""Fine-tune, export, quantise and evaluate the sentence encoders of Rolemap."""
