// Questions to the program on this machine; a newer question of a kind drops the older one.

import { dropped, notice, Refusal } from "./notices.js";
import { t } from "./words.js";

const page = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const underWay = new Map();
let lost = false;
let again = null;

export const onReturn = (work) => { again = work; };

async function asked(path, body, kind) {
  underWay.get(kind)?.abort();
  const control = new AbortController();
  underWay.set(kind, control);
  let response;
  try {
    response = await fetch(path, {
      method: body === undefined ? "GET" : "POST",
      headers: body === undefined ? {} : { "content-type": "application/json", "x-page": page },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: control.signal,
    });
  } catch (error) {
    if (!dropped(error)) goLost();
    throw error;
  }
  if (lost) goBack();
  if (!response.ok) {
    const answer = await response.json().catch(() => null);
    if (answer?.problems) throw new Refusal(answer.problems);
    throw new Error(`${response.status}`);
  }
  return response;
}

export const get = async (path) => (await asked(path, undefined, path)).json();
export const post = async (path, body, kind = path) => (await asked(path, body, kind)).json();
export const blob = async (path, body) => (await asked(path, body, path)).blob();

// An answer in parts: calls `each` with every message until the answer ends.
export async function stream(path, body, each) {
  const reader = (await asked(path, body, path)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    let part;
    try {
      part = await reader.read();
    } catch (error) {
      if (!dropped(error)) goLost();
      throw error;
    }
    if (part.done) return;
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) each(JSON.parse(line));
  }
}

export function drop(path) {
  underWay.get(path)?.abort();
}

function goLost() {
  if (lost) return;
  lost = true;
  notice("server", () => t("trouble.lost"));
  const knock = async () => {
    try {
      await fetch("api/start", { method: "HEAD" });
      goBack();
    } catch {
      setTimeout(knock, 1500);
    }
  };
  setTimeout(knock, 1000);
}

function goBack() {
  if (!lost) return;
  lost = false;
  notice("server", null);
  again?.();
}
