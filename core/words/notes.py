"""What stands at the right of a title: whose the numbers are, or what a hand can do."""

NOTES = {
    "click an answer": "Which of the four bugs is in this run?",
    "right": "It is the bug that you have named.",
    "no: it is the other one": "Your answer and the bug are both marked.",
    "at the point": "The numbers are those of the point.",
    "at the point held": (
        "The numbers are those of the point held, or of the place under the pointer."
    ),
    "at the pointer": "The numbers are those of the place under the pointer.",
    "at this half round": "The numbers are those of the round shown.",
    "blue is data": "The deeper the blue, the surer that a point is data and not noise.",
    "class / its neighbour's": (
        "Above the picture, below its nearest neighbour; their classes stand beneath."
    ),
    "click a bug, or be asked": (
        "A click puts a bug into the run; the question hides one and asks which."
    ),
    "click a name; rest on a mark": (
        "A click on a name plugs a callback in or out; marks say what it did."
    ),
    "click a plug; in a row the last one wins": (
        "A click plugs a callback in or out; where several write the same, the last one counts."
    ),
    "click a word": "A click hides a word or shows it; a click on a guess shows the best others.",
    "critic shown": "The numbers are those of the critic chosen, on the points shown.",
    "drag a centre": "Each class has a centre; dragging one moves where its pictures are pulled.",
    "drag a spoke": "Turn the direction of a class; its pictures follow.",
    "drag an observation": "Move what was observed, and see what the fit makes of it.",
    "drag centre or width": "One ring moves the noise, the other makes it wider.",
    "drag point and ring": (
        "The point is where the numbers are measured, the ring tests how far its answer holds."
    ),
    "drag the axes": (
        "The axes of the ellipse are the singular values: dragging them changes the matrix."
    ),
    "drag the cone": "Its tip goes along the chosen curve.",
    "drag the learning rate": "To the right is a larger rate.",
    "drag the point": "It goes where your hand goes, and what follows from it is computed anew.",
    "drag the ring": "Its place is the rate and the momentum of the knobs.",
    "drag the rings": "Each ring moves its cloud; the critics learn the new distance.",
    "drag the round": "Go to an earlier or later round.",
    "drag the start": "The race begins anew from where you let go.",
    "drag the start, draw a rope": (
        "The start goes where your hand goes; a line drawn on the picture becomes many starts."
    ),
    "drag the threshold": "To the right fewer questions are answered, and fewer wrongly.",
    "draw a loop": "Draw on the picture: the loop is carried along by the flow.",
    "draw data here": "Draw on the picture: your strokes are learnt from.",
    "falls everywhere": "ψ falls with the angle, so each picture is pushed towards its own class.",
    "first variable": "The numbers are those of the first variable.",
    "held-out pictures": "The numbers are measured on pictures never trained on.",
    "held-out sentences": "The numbers are measured on sentences never trained on.",
    "last batch": "The numbers are those of the batch trained on last.",
    "last step": "The numbers are those of the last training step.",
    "mask a word": "Click a word above to hide it.",
    "momentum": "The formula is that of this optimiser.",
    "of both ways": "The numbers are those by hand and by automatic differentiation.",
    "network picked": "A click on a network picks it.",
    "of the pair picked": "The numbers are those of the pair of words that was clicked.",
    "one picture": (
        "The numbers are those of the picture that was clicked, or of the first; L has the means"
        " over the last batch."
    ),
    "picture shown": "The numbers are those of the picture shown.",
    "over: drag the start, or restart": "The tape of batches is at its end.",
    "pick a ratio": "A click removes this share of the patches.",
    "pick a row of the table": "A click on a word shows its gradient, taken apart.",
    "pick a runner": "A click shows this optimiser in all pictures.",
    "pick a word": "A click shows this word in all pictures.",
    "pick an end": "A click makes this sample one end of the way below.",
    "pick one": "A click chooses it.",
    "pick two": "Two clicks choose between which pictures is blended.",
    "pushed the wrong way": "Where ψ rises, pictures are pushed away from their own class.",
    "stable": "At this step width errors die out.",
    "strokes change the points": (
        "Draw on the picture: strokes add points, move them or give them another class."
    ),
    "the equilibrium itself repels": "Even the exact solution leaves this equilibrium.",
    "to the large batch": "Distances are to the weights of the large batch.",
    "twenty seeds, 500 points each": "Each dot is one of twenty runs with noise of its own.",
    "unstable": "At this step width errors grow with each step.",
    "untuned: one rate for all": "All runners have the same rate, which suits some and not others.",
    "○ group never trained on": "Groups with this mark were kept away from training.",
}
