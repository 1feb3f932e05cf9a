"""From a trained net to a bundle: the one-step graphs in fp32 and int8, weights, manifest, card."""
