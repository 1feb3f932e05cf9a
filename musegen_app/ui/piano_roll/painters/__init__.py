"""What is drawn in the roll, one file a layer: functions that take a painter, the stage and the place to draw."""
