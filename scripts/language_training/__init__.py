"""The parts of `train_language_model.py`: the pack, made texts, the two stages, calibration, the model card."""
