"""What the words that are written into pictures stand for: networks, hooks, callbacks, bugs."""

WRITTEN: dict[str, str] = {
    # lipschitz_surface
    "Frobenius penalty": "The network whose weights are penalised by the sum of their squares.",
    "projection after the step": (
        "The network whose matrices are divided by their norms after each step, not inside it."
    ),
    "spectral penalty": "The network whose weights are penalised by the square of their norms.",
    "weight clipping": "The network whose every weight is cut off at a bound.",
    # ode_cells
    "f(y)": "The slope at the state: the network that is trained.",
    "GRU": "A cell with gates for what is reset and what is kept.",
    "LSTM": "A cell with a memory of its own, and gates for what goes in, stays and comes out.",
    # optimiser_race
    "learning rate": "How far a step goes for each unit of gradient: drag its handle.",
    # callback_bench: callbacks and hooks
    "averaged weights": "Shows a moving average of the weights instead of those that train.",
    "early stop": "Pauses the run when a watched number has not become better for a while.",
    "empty": "Nothing is plugged in here.",
    "epoch begins": "Called before the first batch of each turn through the data.",
    "epoch ends": "Called after the last batch of each turn through the data.",
    "gradient clipping": "Shortens a gradient that is too long before the step.",
    "gradient ready": "Called between the backward pass and the step.",
    "run begins": "Called once, before the first step.",
    "run ends": "Called once, when the training is over.",
    "schedule": "Multiplies a knob by a factor from certain epochs on.",
    "step begins": "Called before each batch.",
    "step ends": "Called after each step, with its loss.",
    "warm-up": "Lets the learning rate rise in a straight line over the first steps.",
    # callback_bench: the zoo of bugs
    "average not corrected": "The average of the weights begins at nought and is taken as it is.",
    "cut by detach": "A detach() between the layers keeps gradients from the first one.",
    "data not shuffled": "Each epoch brings the pictures class by class.",
    "dead ReLU start": "The first biases are so low that no hidden unit answers.",
    "eval mode forgotten": "The noise goes on while the network is measured.",
    "graph kept alive": "Losses are collected with their graphs instead of as numbers.",
    "labels shifted": "Each picture is learnt with the label of the next class.",
    "no zero_grad": "Gradients of former steps are never set to nought.",
    "rate in wrong group": "The learning rate reaches one group of the parameters alone.",
    "softmax twice": "A softmax stands before a loss that has one itself.",
    "sum, not mean": "The loss of a batch is the sum over its pictures.",
    "target leaked": "The pictures that are trained on carry their label.",
}
