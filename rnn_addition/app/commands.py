"""What the commands do: each takes the parsed arguments and returns the exit status."""

import argparse
import io
import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from rnn_addition import biased, chars, lstm, rnn
from rnn_addition.activations import sigmoid
from rnn_addition.app.files import InputError, check_target
from rnn_addition.app.messages import LABELS, LANGUAGES, MESSAGES
from rnn_addition.app.study import (
    StudyError,
    check_table,
    missing,
    on_cluster,
    on_cores,
    read,
    sweep,
    table,
    write_csv,
)
from rnn_addition.app.weights import Network, load, save
from rnn_addition.automaton import COLUMNS, Machine
from rnn_addition.bits import encode, from_bits, random_pairs, stream
from rnn_addition.carries import adds, chains, random_sums
from rnn_addition.cross_entropy import cross_entropy
from rnn_addition.evaluation import count_right, right
from rnn_addition.losses import half_squared
from rnn_addition.models import MODELS
from rnn_addition.sources import report
from rnn_addition.training import Step, train
from rnn_addition.trials import Setting
from rnn_addition.verdict import BEAM, LONG, LONG_SUMS, judge

EXHAUSTIVE = 12  # bits up to which every sum is tried
SAMPLE = 2**14  # random sums tried above that
CELLS = {"rnn": rnn, "lstm": lstm}
MOST_LETTERS = 10_000  # of an alphabet
MOST_BYTES = 20_000_000  # of a text
MOST_NETWORKS = 1_000_000  # of a study
T = TypeVar("T")


def run_train(args: argparse.Namespace) -> int:
    if args.save:
        check_target(args.save)
    network = learn(args, talk=True)
    if args.save:
        names = "model", "cell", "text", "seed", "steps", "hidden", "alpha", "bits"
        made = {
            name: value for name in names if (value := getattr(args, name, None)) is not None
        }
        save(args.save, network.params, network.letters, made)
        print(MESSAGES[args.lang]["saved"].format(path=args.save))
    if network.letters:
        print(written(network, args.seed, "", 100, 1.0))
    else:
        print_count(network, args.bits, args.lang)
    return 0


def run_sample(args: argparse.Namespace) -> int:
    network = load(args.weights) if args.weights else None
    if network and (not network.letters or network.model not in CELLS.values()):
        raise InputError(f"{args.weights}: expected the weights of train --model chars")
    letters = network.letters if network else read_text(args.text)[1]
    try:
        chars.codes(args.start, letters)
    except ValueError as error:
        raise InputError(f"--start {error}") from error
    network = network or learn(args)
    print(written(network, args.seed, args.start, args.length, args.temperature))
    return 0


def run_check(args: argparse.Namespace) -> int:
    network = adder(args)
    perfect = print_count(network, args.bits, args.lang)
    if args.long:
        rng = np.random.RandomState(0)
        families = {"random": random_sums(rng, LONG, 50), "chains": list(chains(LONG).values())}
        for name, sums in families.items():
            found = int(adds(network.model, network.params, sums, LONG + 1).sum())
            text = MESSAGES[args.lang][name]
            print(text.format(total=len(sums), n=LONG, right=found), flush=True)
            perfect = perfect and found == len(sums)
    return 0 if perfect else 1


def run_automaton(args: argparse.Namespace) -> int:
    """Print the machine if it is small, and whether it adds; return 1 if not."""
    network = adder(args)
    if network.model not in (rnn, biased):
        raise InputError(f"{args.weights}: expected the weights of train --model rnn or biased")
    text = MESSAGES[args.lang]
    verdict = judge(network.model, network.params)
    if verdict.machine is None and verdict.boxes is None:
        print(text["no_machine"])
    if verdict.machine:
        print_machine(verdict.machine, args.lang)
        print(text["merged"].format(found=verdict.states, states=len(verdict.machine.next)))
    if verdict.wrong:
        wrong = verdict.wrong
        print(text["no_adder"].format(a=wrong.a, b=wrong.b, column=wrong.columns - 1))
        return 1
    if verdict.machine:
        print(text["adder"].format(states=len(verdict.machine.next)))
    if verdict.boxes:
        print(text["proved"].format(boxes=len(verdict.boxes.low)))
    else:
        print(text["unproved"].format(n=LONG, count=len(LONG_SUMS), columns=BEAM))
    return 0


def print_machine(machine: Machine, lang: str) -> None:
    """Print for each state and column the answer and the state that follows, unless many."""
    if len(machine.next) > 16:
        return
    rows = [[MESSAGES[lang]["state"], *("".join(map(str, column)) for column in COLUMNS)]]
    for state, (following, answer) in enumerate(zip(machine.next, machine.answer)):
        rows.append([str(state), *(f"{a} → {n}" for a, n in zip(answer, following))])
    print_rows(rows)


def run_add(args: argparse.Namespace) -> int:
    """Print the sum column by column, the lowest first; return 1 if it is wrong."""
    network = adder(args)
    text = MESSAGES[args.lang]
    truth = args.a + args.b
    bits = max(args.a, args.b).bit_length() + 1
    a, b = (np.array([number], object) for number in (args.a, args.b))  # (1,)
    x, y = encode(a, b, bits)  # (T, 1, 2), (T, 1, 1)
    o = sigmoid(network.model.forward(network.params, x).z)  # (T, 1, 1)
    d = np.round(o)  # (T, 1, 1)
    columns = np.concatenate([x, y, d], axis=-1)[:, 0].astype(int)  # (T, 4)

    rows = [[text["column"], "a", "b", text["carry"], text["output"], text["answer"]]]
    for t, (a_t, b_t, true, guess) in enumerate(columns.tolist()):
        output = f"{o[t, 0, 0]:.3f}"
        rows.append([str(cell) for cell in (t, a_t, b_t, a_t ^ b_t ^ true, output, guess)])
        if guess != true:
            rows[-1].append(text["wrong"].format(truth=true))
    print_rows(rows)
    answer = from_bits(columns[:, 3])
    flag = "" if answer == truth else "  " + text["wrong"].format(truth=truth)
    print(f"{args.a} + {args.b} = {answer}{flag}")
    return 0 if answer == truth else 1


def run_study(args: argparse.Namespace) -> int:
    """Train what the file lacks, then print the table and write it beside the file."""
    text = MESSAGES[args.lang]
    check_target(args.file)
    target = args.file.with_name(args.file.name.removesuffix(".jsonl") + ".csv")
    same = os.path.realpath(target) == os.path.realpath(args.file)
    if same or args.file.suffix.lower() == ".csv":
        raise InputError(f"{args.file}: expected another ending, .csv is for the table")
    check_table(target)
    grid = product(args.model, args.hidden, args.alpha, args.bits, args.steps)
    settings = [Setting(*values) for values in grid]
    total = len(settings) * len(args.seeds)
    if total > MOST_NETWORKS:
        raise InputError(f"{total} networks: expected {MOST_NETWORKS} at most in one study")
    chunks = missing(settings, args.seeds, read(args.file))
    if chunks:
        done = total - sum(len(seeds) for _, seeds in chunks)
        by_address = args.scheduler is not None
        with on_cluster(args.scheduler) if by_address else on_cores(args.workers) as executor:
            draw_bar(done, total, text["studying"])
            for count in sweep(args.file, chunks, executor):
                done += count
                draw_bar(done, total, text["studying"])
        clear_bar()

    found = read(args.file)
    lost = sum(len(seeds) for _, seeds in missing(settings, args.seeds, found))
    if lost:  # somebody else changed or removed the file
        raise StudyError(f"{args.file}: {lost} networks are missing, start again to add them")
    rows = table(settings, args.seeds, found)
    check_table(target)  # something else may stand there by now
    write_csv(target, rows)
    names = *Setting._fields, "weights", "networks"
    verdicts = {"all": "all_sums", "random": "random_sums", "chains": "carry_chains"}
    cells = [[text[name] for name in (*names, *verdicts.values())]]
    for row in rows:
        rates = (f"{row[v]} ({row[f'{v}_low']:.1%}-{row[f'{v}_high']:.1%})" for v in verdicts)
        cells.append([*(str(row[name]) for name in names), *rates])
    print_rows(cells)
    print(text["interval"])
    print(text["table"].format(path=target))
    return 0


def adder(args: argparse.Namespace) -> Network:
    """Return the weights in the file that the arguments name, or train them."""
    network = load(args.weights) if args.weights else learn(args)
    if network.letters:
        raise InputError(f"{args.weights}: is a text model, expected one that adds")
    return network


def learn(args: argparse.Namespace, talk: bool = False) -> Network:
    """Train a network as the arguments say, printing ten reports if asked to talk."""
    rng = np.random.RandomState(args.seed)
    task = text_task if args.model == "chars" else sums_task
    (cell, params, letters), model, examples, loss, every = task(args, rng)
    steps = train(model, params, examples, loss, args.alpha)
    for n, step in enumerate(progress(steps, args.steps, MESSAGES[args.lang]["training"])):
        params = step.params
        if talk and n % every == 0:
            clear_bar()
            print(
                report_loss(n, step, args.lang) if letters else report(step, LABELS[args.lang]),
                flush=True,
            )
    if not all(np.isfinite(weight).all() for weight in params):
        raise InputError(f"--alpha {args.alpha}: weights overflow, expected a smaller step")
    return Network(cell, params, letters)


def sums_task(args: argparse.Namespace, rng: np.random.RandomState) -> tuple[Any, ...]:
    """Return an untrained network, and with what to train it: model, examples and loss."""
    model = MODELS[args.model]
    params = model.init(rng, args.hidden)
    examples = stream(random_pairs(rng, args.steps, args.bits), args.bits)
    return Network(model, params), model, examples, half_squared, 1000


def text_task(args: argparse.Namespace, rng: np.random.RandomState) -> tuple[Any, ...]:
    """Return the same for the text model."""
    text, letters = read_text(args.text)
    cell = CELLS[args.cell]
    params = chars.init(cell, rng, args.hidden, letters)
    examples = chars.windows(rng, text, args.steps)
    every = max(1, args.steps // 10)
    return Network(cell, params, letters), cell, examples, cross_entropy, every


def read_text(name: str) -> tuple[str, str]:
    """Return the text of a language, or of a file, and its alphabet."""
    text = chars.texts()[name]["text"] if name in LANGUAGES else read_file(Path(name))
    text = text.strip() + "\n"
    letters = chars.alphabet(text)
    if len(text) <= chars.WINDOW:
        raise InputError(f"{name}: {len(text) - 1} letters, expected {chars.WINDOW} or more")
    if len(letters) > MOST_LETTERS:
        raise InputError(
            f"{name}: {len(letters)} different letters, expected {MOST_LETTERS} at most"
        )
    return text, letters


def read_file(path: Path) -> str:
    try:
        with open(path, "rb") as file:
            text = file.read(MOST_BYTES + 1)
        if len(text) > MOST_BYTES:
            raise InputError(f"{path}: expected a text of {MOST_BYTES:,} bytes at most")
        return io.TextIOWrapper(io.BytesIO(text), encoding="utf-8-sig").read()
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: expected a text in UTF-8") from error


def written(network: Network, seed: int, start: str, length: int, temperature: float) -> str:
    """Return what the text model writes after start, or by itself from the first letter."""
    rng = np.random.RandomState(seed)
    first = start or network.letters[0]
    try:
        following = chars.sample(
            network.model, network.params, network.letters, rng, first, length, temperature
        )
        return start + "".join(following)
    except ValueError as error:  # probabilities that are no numbers
        raise InputError("weights overflow, expected smaller ones") from error


def report_loss(n: int, step: Step[Any, Any], lang: str) -> str:
    text = MESSAGES[lang]
    return f"{text['step']} {n:>6,}  {text['loss']} {step.loss:.3f}"


def print_count(network: Network, bits: int, lang: str) -> bool:
    """Print how many sums the network gets right; return whether it is all of them."""
    model, params, _ = network
    if bits <= EXHAUSTIVE:
        found, total, message = count_right(model, params, bits), 4 ** (bits - 1), "all"
    else:
        pairs = random_pairs(np.random.RandomState(0), SAMPLE, bits)
        x, y = encode(pairs[:, 0], pairs[:, 1], bits)
        found, total = int(right(model.forward(params, x).z, y).sum()), SAMPLE
        message = "some"
    print(MESSAGES[lang][message].format(total=total, right=found))
    return found == total


def progress(items: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Yield the items, with a bar that moves a hundred times."""
    every = max(1, total // 100)
    for n, item in enumerate(items, start=1):
        yield item
        if n % every == 0:
            draw_bar(n, total, label)
    clear_bar()


def draw_bar(done: int, total: int, label: str) -> None:
    """Draw a bar on standard error if that is a terminal."""
    if sys.stderr.isatty():
        bar = "█" * (20 * done // total)
        print(f"\r{label} {bar:░<20} {done:,}/{total:,}", end="", file=sys.stderr, flush=True)


def clear_bar() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def print_rows(rows: Sequence[Sequence[str]], narrowest: int = 8) -> None:
    """Print the cells right-aligned, a Chinese or Korean letter being two places wide.

    A row may have a cell more than the first one; it sets no width.
    """
    widths = [
        max(narrowest, *(width(row[k]) for row in rows if k < len(row)))
        for k in range(len(rows[0]))
    ]
    for row in rows:
        cells = [" " * (w - width(cell)) + cell for w, cell in zip(widths, row)]
        print("  ".join([*cells, *row[len(widths) :]]))


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
