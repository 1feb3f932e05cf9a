"""The running app without a face: the verbs that the window and the command line call.

Importing this package is cheap: no numpy, torch, Qt, onnxruntime or device library comes with it.
"""
