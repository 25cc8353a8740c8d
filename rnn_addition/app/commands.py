"""What the commands do: each takes the parsed arguments and returns the exit status."""

import argparse
from collections.abc import Sequence
from itertools import chain, product
from typing import Any

import numpy as np

from rnn_addition import biased, chars, rnn
from rnn_addition.activations import sigmoid
from rnn_addition.app.errors import InputError, StudyError
from rnn_addition.app.files import check_target
from rnn_addition.app.languages import say
from rnn_addition.app.learning import CELLS, adder, composed, learn, read_text, task
from rnn_addition.app.study import (
    check_table,
    missing,
    opened,
    read,
    sweep,
    table,
    table_path,
    write_csv,
)
from rnn_addition.app.terminal import (
    arrow,
    clear_bar,
    draw_bar,
    make_room,
    print_rows,
)
from rnn_addition.app.weights import Network, load, save
from rnn_addition.app.workers import ended_by_signals, on_cluster, on_cores
from rnn_addition.automaton import COLUMNS, Machine
from rnn_addition.bits import encode, from_bits, random_pairs
from rnn_addition.carries import adds, chains, random_sums
from rnn_addition.evaluation import count_right, right
from rnn_addition.trials import Setting
from rnn_addition.verdict import BEAM, LONG, LONG_SUMS, Verdict, judge

EXHAUSTIVE = 12  # bits up to which every sum is tried
SAMPLE = 2**14  # random sums tried above that
WITH_AUTOMATON = {"rnn": rnn, "biased": biased}  # the models that `automaton` can look into
MOST_NETWORKS = 1_000_000  # of a study
MOST_STATES = 16  # of a machine that is printed
MADE = "model", "cell", "text", "seed", "steps", "hidden", "alpha", "bits"


def run_train(args: argparse.Namespace) -> int:
    if args.save:
        check_target(args.save)
    todo = task(args)
    make_room(todo.network.letters, args.shown)
    network = learn(todo, args, talk=True)
    if args.save:
        values = {name: getattr(args, name, None) for name in MADE}
        made = {name: value for name, value in values.items() if value is not None}
        save(args.save, network, made)
        print(say(args.shown, "saved", path=args.save))
    if network.letters:
        write(network, args.seed)
    else:
        print_count(network, args.bits, args.shown)
    return 0


def run_sample(args: argparse.Namespace) -> int:
    network = load(args.weights) if args.weights else None
    if network and (not network.letters or network.name not in CELLS):
        raise InputError("no_text_model", path=args.weights)
    letters = network.letters if network else read_text(args.text)[1]
    start = composed(args.start)
    if strange := sorted(set(start) - set(letters)):
        named = [f"'{letter}' (U+{ord(letter):04X})" for letter in strange]
        raise InputError("start", letters=named)
    make_room(letters, args.shown)
    network = network or learn(task(args), args)
    try:
        write(network, args.seed, start, args.length, args.temperature)
    except ValueError as error:  # probabilities that are no numbers
        raise InputError("weights_overflow", path=args.weights or args.text) from error
    return 0


def write(
    network: Network, seed: int, start: str = "", length: int = 100, temperature: float = 1.0
) -> None:
    """Print what follows start, or the first letter of the alphabet, letter for letter."""
    _, params, letters = network
    rng = np.random.RandomState(seed)
    first = start or letters[0]
    text = chars.sample(network.model, params, letters, rng, first, length, temperature)
    for letter in chain([start + next(text)], text):
        print(letter, end="", flush=True)
    print()


def run_check(args: argparse.Namespace) -> int:
    network = adder(args)
    perfect = print_count(network, args.bits, args.shown)
    if args.long:
        rng = np.random.RandomState(0)
        families = {"random": random_sums(rng, LONG, 50), "chains": list(chains(LONG).values())}
        for name, sums in families.items():
            found = int(adds(network.model, network.params, sums, LONG + 1).sum())
            print(say(args.shown, name, total=len(sums), n=LONG, right=found), flush=True)
            perfect = perfect and found == len(sums)
    return 0 if perfect else 1


def print_count(network: Network, bits: int, lang: str) -> bool:
    """Print how many sums the network gets right; return whether it is all of them."""
    model, params = network.model, network.params
    if bits <= EXHAUSTIVE:
        found, total, message = count_right(model, params, bits), 4 ** (bits - 1), "all"
    else:
        pairs = random_pairs(np.random.RandomState(0), SAMPLE, bits)
        x, y = encode(pairs[:, 0], pairs[:, 1], bits)
        found, total = int(right(model.forward(params, x).z, y).sum()), SAMPLE
        message = "some"
    print(say(lang, message, total=total, right=found))
    return found == total


def run_automaton(args: argparse.Namespace) -> int:
    """Print the machine if it is small, and whether it adds; return 1 if not."""
    network = adder(args)
    if network.name not in WITH_AUTOMATON:
        raise InputError("no_automaton", path=args.weights)
    verdict = judge(WITH_AUTOMATON[network.name], network.params)
    if verdict.machine:
        print_machine(verdict.machine, args.shown)
        states = len(verdict.machine.next)
        print(say(args.shown, "merged", found=verdict.states, states=states))
    for line in findings(verdict, args.shown):
        print(line)
    return 1 if verdict.wrong else 0


def findings(verdict: Verdict, lang: str) -> list[str]:
    """Return what is known of a network: a wrong sum, or why there may be none."""
    machine, wrong, boxes = verdict.machine, verdict.wrong, verdict.boxes
    lines = [] if machine or boxes else [say(lang, "no_machine")]
    if wrong:
        column = wrong.columns - 1
        return [*lines, say(lang, "no_adder", a=wrong.a, b=wrong.b, column=column)]
    if machine:
        lines.append(say(lang, "adder", states=len(machine.next)))
    if boxes:
        return [*lines, say(lang, "proved", boxes=len(boxes.low))]
    return [*lines, say(lang, "unproved", n=LONG, count=len(LONG_SUMS), columns=BEAM)]


def print_machine(machine: Machine, lang: str) -> None:
    """Print for each state and column the answer and the state that follows, unless many."""
    if len(machine.next) > MOST_STATES:
        return
    rows = [[say(lang, "state"), *("".join(map(str, column)) for column in COLUMNS)]]
    for state, (following, answer) in enumerate(zip(machine.next, machine.answer)):
        rows.append([str(state), *(f"{a} {arrow()} {n}" for a, n in zip(answer, following))])
    print_rows(rows)


def run_add(args: argparse.Namespace) -> int:
    """Print the sum column by column, the lowest first; return 1 if it is wrong."""
    network = adder(args)
    truth = args.a + args.b
    bits = max(args.a, args.b).bit_length() + 1
    a, b = (np.array([number], object) for number in (args.a, args.b))  # (1,)
    x, y = encode(a, b, bits)  # (T, 1, 2), (T, 1, 1)
    o = sigmoid(network.model.forward(network.params, x).z)  # (T, 1, 1)
    d = np.round(o)  # (T, 1, 1)
    columns = np.concatenate([x, y, d], axis=-1)[:, 0].astype(np.int64)  # (T, 4)
    print_columns(columns, o[:, 0, 0], args.shown)
    answer = from_bits(columns[:, 3])
    flag = "" if answer == truth else "  " + say(args.shown, "wrong", truth=truth)
    print(f"{args.a} + {args.b} = {answer}{flag}")
    return 0 if answer == truth else 1


def print_columns(columns: np.ndarray, o: np.ndarray, lang: str) -> None:
    """Print a row a column (T, 4) with its output (T,), and what it should be if wrong."""
    column, carry, output, answer = (
        say(lang, name) for name in ("column", "carry", "output", "answer")
    )
    rows = [[column, "a", "b", carry, output, answer]]
    for t, (a, b, true, guess) in enumerate(columns.tolist()):
        rows.append([str(t), str(a), str(b), str(a ^ b ^ true), f"{o[t]:.3f}", str(guess)])
        if guess != true:
            rows[-1].append(say(lang, "wrong", truth=true))
    print_rows(rows)


def run_study(args: argparse.Namespace) -> int:
    """Train what the file lacks, then print the table and write it beside the file."""
    target = table_path(args.file)
    check_table(target)
    grid = product(args.model, args.hidden, args.alpha, args.bits, args.steps)
    settings = [Setting(*values) for values in grid]
    total = len(settings) * len(args.seeds)
    if total > MOST_NETWORKS:
        raise InputError("many_networks", count=total, most=MOST_NETWORKS)
    with ended_by_signals(), opened(args.file) as file:
        complete(args, file, settings, total)
        found = read(args.file)
        lost = sum(network not in found for network in product(settings, args.seeds))
        if lost:  # somebody else changed or removed the file
            raise StudyError("networks_missing", path=args.file, count=lost)
        rows = table(settings, args.seeds, found)
        write_csv(target, rows)
    print_study(rows, args.shown)
    print(say(args.shown, "table", path=target))
    return 0


def complete(
    args: argparse.Namespace, file: Any, settings: Sequence[Setting], total: int
) -> None:
    """Train what the file of a study lacks, with a bar."""
    chunks = missing(settings, args.seeds, read(args.file))
    if not chunks:
        return
    label = say(args.shown, "studying")
    done = total - sum(len(chunk.seeds) for chunk in chunks)
    by_address = args.scheduler is not None
    with on_cluster(args.scheduler) if by_address else on_cores(args.workers) as executor:
        draw_bar(done, total, label)
        for count in sweep(file, chunks, executor):
            done += count
            draw_bar(done, total, label)
    clear_bar()


def print_study(rows: Sequence[dict[str, Any]], lang: str) -> None:
    """Print a row a setting: how many networks succeed, and between what the rate lies."""
    names = *Setting._fields, "weights", "networks"
    verdicts = {"all": "all_sums", "random": "random_sums", "chains": "carry_chains"}
    cells = [[say(lang, name) for name in (*names, *verdicts.values())]]
    for row in rows:
        rates = (f"{row[v]} ({row[f'{v}_low']:.1%}-{row[f'{v}_high']:.1%})" for v in verdicts)
        cells.append([*(str(row[name]) for name in names), *rates])
    print_rows(cells)
    print(say(lang, "interval"))
