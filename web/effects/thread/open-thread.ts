/** Longer than a slow phone takes on a slow network for 300 KB. */
const patienceMs = 30_000;

/**
 * Starts the script of another thread. It is the package's own file: a browser takes one of another origin only through a
 * `blob:` of its text, and a page's policy may allow the one or the other.
 * @param isPages the page serves the file itself: it is tried as it is first
 * @param begin what it is told at once
 * @param isReady whether what it says is that it is ready
 * @throws Error (as a rejection) when it does not start: a file is missing, or the policy forbids it
 */
export async function openThread(
  url: string,
  isPages: boolean,
  begin: unknown,
  isReady: (data: unknown) => boolean | Error,
): Promise<Worker> {
  const ways = [startFile, startBlob];
  const [first = startFile, second = startBlob] = isPages ? ways : ways.toReversed();
  try {
    return await settled(await first(url), begin, isReady);
  } catch (error) {
    if (error instanceof ThreadAnswer) throw error.cause;
    return settled(await second(url), begin, isReady).catch((answer: unknown) => {
      throw answer instanceof ThreadAnswer ? answer.cause : answer;
    });
  }
}

/** It runs, and says what is wrong: another way would not help. */
class ThreadAnswer extends Error {}

function startFile(url: string): Worker {
  return new Worker(url, { type: "module", name: "meshcall-effects" });
}

/** Its text, since a policy's `'self'` lets a `blob:` import nothing. */
async function startBlob(url: string): Promise<Worker> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The script of the effects did not load (${response.status})`);
  const blob = URL.createObjectURL(new Blob([await response.blob()], { type: "text/javascript" }));
  // it is read when the thread starts, which is later
  setTimeout(() => URL.revokeObjectURL(blob), patienceMs);
  return startFile(blob);
}

function settled(
  thread: Worker,
  begin: unknown,
  isReady: (data: unknown) => boolean | Error,
): Promise<Worker> {
  const { promise, resolve, reject } = Promise.withResolvers<Worker>();
  const end = new AbortController();
  const { signal } = end;
  const timer = setTimeout(() => reject(new Error("The effects do not start")), patienceMs);
  thread.addEventListener(
    "message",
    ({ data }: MessageEvent<unknown>) => {
      const answer = isReady(data);
      if (answer === true) resolve(thread);
      else if (answer !== false) reject(new ThreadAnswer(answer.message, { cause: answer }));
    },
    { signal },
  );
  thread.addEventListener(
    "error",
    (event) => {
      event.preventDefault();
      reject(new Error(event.message || "The script of the effects did not load"));
    },
    { signal },
  );
  thread.postMessage(begin);
  promise
    .catch(() => thread.terminate())
    .finally(() => {
      clearTimeout(timer);
      end.abort();
    });
  return promise;
}
