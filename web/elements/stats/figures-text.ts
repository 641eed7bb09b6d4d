import { groupsOf } from "./figure-rows.ts";
import { bitrate } from "./numbers.ts";
import type { CallFigures } from "./room-figures.ts";
import { statsWords } from "./words.ts";

/** For a mail to whoever helps. @param withAddresses network addresses too */
export function figuresText(figures: CallFigures, withAddresses: boolean): string {
  const { received, sent, sentInAll, receivedInAll, unknown } = statsWords;
  const rate = (value: number | null): string => (value === null ? unknown : bitrate(value));
  const head = [
    `${figures.roomName} (${figures.roomSid}), ${new Date(figures.atMs).toISOString()}`,
    `${receivedInAll}: ${rate(figures.receivedBps)}`,
    `${sentInAll}: ${rate(figures.sentBps)}`,
  ];
  const people = figures.people.map((person) => [
    "",
    `${person.name} (${person.sid})`,
    ...groupsOf(person, withAddresses).flatMap(({ heading, rows }) => [
      `  ${heading}`,
      ...rows.map(
        (row) =>
          `    ${row.label}: ${row.sent === undefined ? row.received : `${received} ${row.received}, ${sent} ${row.sent}`}`,
      ),
    ]),
  ]);
  return [...head, ...people.flat()].join("\n");
}

/** For a program. @param withAddresses network addresses too */
export function figuresJson(figures: CallFigures, withAddresses: boolean): string {
  const people = figures.people.map(({ addresses, ...person }) =>
    withAddresses ? { ...person, addresses } : person,
  );
  return JSON.stringify({ ...figures, people }, null, 2);
}
