"""Rates of return: NPV, every IRR, annuities, appraisal, many flows at once."""
