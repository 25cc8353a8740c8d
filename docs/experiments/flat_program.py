"""The sources' program once more: a flat script, one sum, one column, one product at a time.

It shares no line with the package. `make bench` measures the package against it, and the tests
take it as a second witness of the ten printed blocks. Run it with runpy.run_path: STEPS says
how long it trains, and blocks is what it would print: (error, predicted bits, a, b).
"""

import copy

import numpy as np

np.random.seed(0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def slope(output):
    return output * (1 - output)


dim = 8
largest = pow(2, dim)
table = np.unpackbits(np.array([range(largest)], dtype=np.uint8).T, axis=1)
bits_of = {}
for number in range(largest):
    bits_of[number] = table[number]

alpha = 0.1
hidden = 16
synapse_0 = 2 * np.random.random((2, hidden)) - 1
synapse_1 = 2 * np.random.random((hidden, 1)) - 1
synapse_h = 2 * np.random.random((hidden, hidden)) - 1
update_0 = np.zeros_like(synapse_0)
update_1 = np.zeros_like(synapse_1)
update_h = np.zeros_like(synapse_h)
blocks = []

for step in range(globals().get("STEPS", 10_000)):
    a_int = np.random.randint(largest / 2)
    a = bits_of[a_int]
    b_int = np.random.randint(largest / 2)
    b = bits_of[b_int]
    c = bits_of[a_int + b_int]
    guess = np.zeros_like(c)
    error = 0
    deltas = []
    states = [np.zeros(hidden)]

    for place in range(dim):
        pair = np.array([[a[dim - place - 1], b[dim - place - 1]]])
        target = np.array([[c[dim - place - 1]]]).T
        state = sigmoid(np.dot(pair, synapse_0) + np.dot(states[-1], synapse_h))
        output = sigmoid(np.dot(state, synapse_1))
        miss = target - output
        deltas.append(miss * slope(output))
        error += np.abs(miss[0])
        guess[dim - place - 1] = np.round(output[0][0])
        states.append(copy.deepcopy(state))

    later = np.zeros(hidden)
    for place in range(dim):
        pair = np.array([[a[place], b[place]]])
        state = states[-place - 1]
        before = states[-place - 2]
        delta_1 = deltas[-place - 1]
        delta_h = (later.dot(synapse_h.T) + delta_1.dot(synapse_1.T)) * slope(state)
        update_1 += np.atleast_2d(state).T.dot(delta_1)
        update_h += np.atleast_2d(before).T.dot(delta_h)
        update_0 += pair.T.dot(delta_h)
        later = delta_h

    synapse_0 += update_0 * alpha
    synapse_1 += update_1 * alpha
    synapse_h += update_h * alpha
    update_0 *= 0
    update_1 *= 0
    update_h *= 0

    if step % 1000 == 0:
        blocks.append((float(error[0]), guess.tolist(), a_int, b_int))
