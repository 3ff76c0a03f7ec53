"""Makes a picture with a Rivya server and saves it: python3 make_picture.py "A red kite" kite.png [reference.png]"""

import hashlib
import os
import random
import sys
import time
import uuid

import requests

URL = os.environ.get("RIVYA_URL", "http://127.0.0.1:8787").rstrip("/") + "/api/v1"
MODEL = "wan-2-7-image-pro"
TRIES = 5
TRY_AGAIN = {429, 500, 502, 503, 504}
WAIT_SECONDS = 25  # how long the server may hold a look at a task
GIVE_UP_SECONDS = 30 * 60  # how long to wait for a task in all


class Refused(Exception):
    """The server said no, in its own words."""


def call(session, method, path, timeout=60, **arguments):
    """One call, tried again while the failure looks like it passes. Every call here is safe to repeat."""
    for attempt in range(1, TRIES + 1):
        pause = 2 ** (attempt - 1) * random.uniform(0.25, 0.5)
        try:
            response = session.request(method, URL + path, timeout=timeout, **arguments)
        except (requests.ConnectionError, requests.Timeout) as error:
            if attempt == TRIES:
                raise Refused(f"No answer from {URL}: {error}") from error
        else:
            if response.ok:
                return response.json()
            if response.status_code not in TRY_AGAIN or attempt == TRIES:
                raise Refused(in_words(response))
            pause = max(pause, float(response.headers.get("Retry-After", 0)))
        time.sleep(min(pause, 60))


def in_words(response):
    try:
        error = response.json()["error"]
        return f"{error['message']} ({error['code']}, request {error.get('requestId', 'unknown')})"
    except (ValueError, KeyError, TypeError):
        return f"{response.url} answers with status {response.status_code}, and not in the words of Rivya."


def upload(session, path):
    """Sends a picture as a reference and gives what a request names it by."""
    with open(path, "rb") as file:
        content = file.read()
    files = {"file": (os.path.basename(path), content)}
    uploaded = call(session, "POST", "/files", timeout=600, data={"kind": "image", "model": MODEL}, files=files)
    return {"url": uploaded["url"], "kind": uploaded["kind"]}


def make(session, prompt, references):
    """Starts a task and waits for its end."""
    params = {"resolution": "1K"}
    if references:
        params["referenceMediaItems"] = references
    request = {"model": MODEL, "prompt": prompt, "params": params}
    # The same key with each try: however often the request arrives, there is one task and one price.
    key = {"Idempotency-Key": str(uuid.uuid4())}
    task = call(session, "POST", "/generations", json=request, headers=key)
    give_up_at = time.monotonic() + GIVE_UP_SECONDS
    while task["status"] in ("queued", "processing"):
        if time.monotonic() > give_up_at:
            raise Refused(f"{task['id']} goes on after {GIVE_UP_SECONDS} s. Look at it again later.")
        print(task["id"], task["status"], file=sys.stderr)
        started = time.monotonic()
        task = call(session, "GET", f"/generations/{task['id']}", params={"wait": WAIT_SECONDS}, timeout=60)
        if task["status"] in ("queued", "processing"):
            # Where a proxy does not hold the look, keep to the pace the API asks for.
            time.sleep(max(0, 5 - (time.monotonic() - started)))
    if task["status"] != "succeeded":
        # Nothing was charged for it.
        error = task.get("error") or {}
        raise Refused(f"{error.get('message', 'It failed.')} ({error.get('code')})")
    return task


def download(item, path):
    """Saves a result. Its address needs no key, so none is sent; the hash tells whether all of it arrived."""
    response = requests.get(item["url"], timeout=60)
    response.raise_for_status()
    if hashlib.sha256(response.content).hexdigest() != item["sha256"]:
        raise Refused("The download is damaged.")
    with open(path, "wb") as file:
        file.write(response.content)


def main():
    if len(sys.argv) < 3:
        sys.exit("usage: make_picture.py PROMPT FILE [REFERENCE…]")
    prompt, path, *references = sys.argv[1:]
    key = os.environ.get("RIVYA_API_KEY")
    if not key:
        sys.exit("Set RIVYA_API_KEY to an API key of your Rivya server.")
    try:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {key}"
            task = make(session, prompt, [upload(session, reference) for reference in references])
        download(task["result"]["items"][0], path)
    except (Refused, requests.RequestException, OSError) as error:
        sys.exit(str(error))
    print(f"{path}: {task['final_credits']} credits")


if __name__ == "__main__":
    main()
