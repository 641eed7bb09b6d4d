import type { Act } from "#protocol/act";
import type { ErrorCode } from "#protocol/errors";
import type { Role } from "#protocol/role";
import { usualRules, type RoomEdit } from "#protocol/room-rules";
import {
  isTokensHost,
  may,
  type ModelRoom,
  type Person,
  type Told,
  type Who,
  type Wish,
} from "./act-model-room.ts";
import type { Newcomer } from "./act-world.ts";

/**
 * A room with rules as docs/access.md has it in words, written a second time and differently: people in one list, one
 * function for each act, nothing of the signal-worker's code.
 */

const minuteMs = 60_000;

export class ActModel {
  room: ModelRoom | undefined;
  nowMs = 0;
  #told: string[] = [];
  #orders = 0;

  make(options: Pick<ModelRoom, "needsHost" | "capacity" | "isAdHoc">): void {
    this.room = {
      people: [],
      rules: usualRules,
      pin: undefined,
      secret: undefined,
      invitations: [],
      asksInvitations: false,
      keptOut: [],
      knocks: [],
      madeMs: this.nowMs,
      emptyMs: options.isAdHoc ? undefined : this.nowMs,
      ...options,
    };
  }

  seated(): Person[] {
    return this.room?.people.filter((one) => one.awayMs === undefined) ?? [];
  }

  person(peerId: string): Person | undefined {
    return this.room?.people.find((one) => one.peerId === peerId);
  }

  /** @returns the code, or what they are; who they are is known when they are in: {@link ActModel.seat} */
  join(who: Newcomer, isNew: boolean): ErrorCode | "waits" | { role: Role; publishes: boolean } {
    this.#told = [];
    const room = this.room;
    if (room === undefined) return 53106;
    const rival = this.seated().find(({ identity }) => identity === who.identity);
    if (who.resume !== undefined && rival !== undefined && rival.peerId !== who.resume.peerId) return 53204;
    const refused = this.#door(room, who, isNew);
    if (refused !== undefined) return refused;
    const willRunIt = who.askedRole !== "attendee" && room.people.every(({ role }) => role === "attendee");
    const asks = room.rules.admission === "knock" && who.isGuest === true && who.resume === undefined;
    const waits = asks && !isTokensHost(who) && !(room.needsHost && willRunIt);
    for (const other of waits ? [] : [...room.people])
      if (other.identity === who.identity && other.peerId !== who.resume?.peerId) this.#gone(other);
    const own = this.person(who.resume?.peerId ?? "");
    if (own !== undefined) own.awayMs ??= this.nowMs;
    for (const other of room.people)
      if (other !== own && other.awayMs !== undefined && this.nowMs - other.awayMs > 30_000)
        this.#gone(other);
    const place = own === undefined ? this.#newPlace(room, who) : this.#oldPlace(room, own);
    if (typeof place === "number" || waits) this.#settle();
    return typeof place === "object" && waits ? "waits" : place;
  }

  #door(room: ModelRoom, who: Newcomer, isNew: boolean): ErrorCode | undefined {
    const { identity, addressHash: address, isGuest = false } = who;
    for (const kept of room.keptOut)
      if (kept.identity === identity || (isGuest && !who.resume && kept.address === address)) return 54035;
    if (isGuest)
      for (const other of room.people) {
        if (other.identity !== identity || other.peerId === who.resume?.peerId) continue;
        if (!other.isGuest || (other.address !== address && other.awayMs === undefined)) return 53205;
      }
    if (who.resume !== undefined || isTokensHost(who) || isNew) return undefined;
    if (room.rules.isLocked) return 54034;
    if (room.rules.admission === "members" && isGuest) return 54047;
    if (room.asksInvitations && !room.invitations.includes(who.invitation ?? "")) return 54041;
    if (room.pin === undefined || who.pin === room.pin) return undefined;
    return who.pin === undefined ? 54030 : 54031;
  }

  seat(person: Person): void {
    const room = this.room;
    if (room === undefined) return;
    const known = this.person(person.peerId);
    if (known === undefined) room.people.push({ ...person, order: ++this.#orders });
    else {
      if (known.role !== person.role || known.publishes !== person.publishes) this.#tellMember(known);
      room.people = [...room.people.filter((one) => one !== known), known];
      Object.assign(known, { ...person, awayMs: undefined, order: ++this.#orders, talks: false });
    }
    this.#settle();
  }

  news(): string[] {
    return this.#told;
  }

  leave(peerId: string): void {
    this.#told = [];
    const person = this.person(peerId);
    if (person?.awayMs === undefined && person !== undefined) this.#gone(person);
    this.#settle();
  }

  lose(peerId: string): void {
    this.#told = [];
    const person = this.person(peerId);
    if (person === undefined) return;
    person.awayMs ??= this.nowMs;
    person.talks = false;
    this.#settle();
  }

  /** Everybody's socket is lost at once. */
  restart(): void {
    this.#told = [];
    for (const one of this.room?.people ?? []) {
      one.awayMs ??= this.nowMs;
      one.talks = false;
    }
    if (this.room !== undefined) this.room.knocks = [];
  }

  tick(): void {
    this.#told = [];
    const { room } = this;
    if (room === undefined) return;
    const emptyFor = room.emptyMs === undefined ? 0 : this.nowMs - room.emptyMs;
    const isOver =
      !room.rules.isPermanent &&
      (this.nowMs - room.madeMs >= 24 * 60 * minuteMs ||
        (room.emptyMs !== undefined && emptyFor >= 5 * minuteMs));
    if (isOver) {
      this.room = undefined;
      return;
    }
    for (const other of room.people) {
      if (other.awayMs !== undefined && this.nowMs - other.awayMs > 30_000) this.#gone(other);
      else if (this.nowMs - other.sinceMs >= 4 * 60 * minuteMs) this.#gone(other);
    }
    this.#settle();
  }

  act(who: Who, act: Act): Told {
    this.#told = [];
    const { room } = this;
    if (room === undefined) return { code: 53106, news: [] };
    const self = typeof who === "string" ? undefined : this.person(who.peerId);
    if (typeof who !== "string" && self?.awayMs !== undefined) return { code: null, news: [] };
    const column = typeof who === "string" ? who : self?.role;
    if (column === undefined) return { code: null, news: [] };
    let code: ErrorCode | undefined;
    const isAboutAnother = "participant" in act && act.participant !== self?.sid;
    if (!may[column].has(act.do)) code = act.do === "publish" && self !== undefined ? 54040 : 54037;
    else if (act.do === "silence" && column === "publisher" && isAboutAnother) code = 54037;
    else code = this.#do(room, act, self, who === "account");
    if (code === undefined) this.#settle();
    return { code, news: this.#told };
  }

  #do(room: ModelRoom, act: Act, self: Person | undefined, isAccount: boolean): ErrorCode | undefined {
    const whom = "participant" in act ? room.people.find((one) => one.sid === act.participant) : undefined;
    if ("participant" in act && whom === undefined) return 54038;
    switch (act.do) {
      case "listParticipants":
      case "listKeptOut":
      case "listKnocks":
        return undefined;
      case "end":
        this.room = undefined;
        return undefined;
      case "lock":
        return this.#edit(room, { isLocked: act.locked }, false);
      case "edit": {
        const { pin, secret, ...rules } = act.changes;
        if (!isAccount && (rules.isPermanent ?? room.rules.isPermanent) !== room.rules.isPermanent)
          return 54037;
        if (pin !== undefined) room.pin = pin ?? undefined;
        if (secret !== undefined) room.secret = secret ?? undefined;
        return this.#edit(room, rules, pin !== undefined || secret !== undefined);
      }
      case "admit":
      case "turnAway": {
        const knock = room.knocks.find((one) => one.sid === act.knock);
        if (knock === undefined) return 54038;
        const place = act.do === "admit" ? this.#newPlace(room, { askedRole: knock.askedRole }) : 0;
        if (typeof place === "number" && place !== 0 && place !== 54042) return place;
        room.knocks = room.knocks.filter((one) => one !== knock);
        this.#told.push("knocks");
        return undefined;
      }
      case "kick":
        if (whom === undefined || whom === self) return 54038;
        this.#told.push(`kicked ${whom.peerId}`);
        if (act.keepOut) {
          room.keptOut = room.keptOut.filter((one) => one.identity !== whom.identity);
          room.keptOut.push({ identity: whom.identity, address: whom.isGuest ? whom.address : undefined });
          if (room.keptOut.length > 200) room.keptOut.shift();
        }
        this.#gone(whom);
        return undefined;
      case "letBackIn": {
        const isKept = room.keptOut.some((one) => one.identity === act.identity);
        room.keptOut = room.keptOut.filter((one) => one.identity !== act.identity);
        return isKept ? undefined : 54038;
      }
      case "silence": {
        if (whom === undefined || (act.audio ?? act.video) === undefined) return 54038;
        const gives = (whom.mutedAudio && act.audio === false) || (whom.mutedVideo && act.video === false);
        if (gives && self?.role === "publisher" && !room.rules.selfUnmute) return 54037;
        if (
          (act.audio ?? whom.mutedAudio) === whom.mutedAudio &&
          (act.video ?? whom.mutedVideo) === whom.mutedVideo
        )
          return undefined;
        whom.mutedAudio = act.audio ?? whom.mutedAudio;
        whom.mutedVideo = act.video ?? whom.mutedVideo;
        this.#tellMember(whom);
        return undefined;
      }
      case "setRole": {
        if (whom === undefined || whom.role === act.role) return whom === undefined ? 54038 : undefined;
        const refused = this.#mayBecome(room, whom, act.role);
        if (refused !== undefined) return refused;
        if (whom.role === "host" && room.needsHost && this.#hosts(room).length === 1) {
          const next = this.#successor(room, whom);
          if (next === undefined) return 54038;
          this.#become(room, whom, act.role);
          this.#become(room, next, "host");
          return undefined;
        }
        this.#become(room, whom, act.role);
        return undefined;
      }
      case "handOver": {
        if (whom === undefined || whom === self) return 54038;
        const refused = whom.role === "host" ? undefined : this.#mayBecome(room, whom, "host");
        if (refused !== undefined) return refused;
        this.#become(room, whom, "host");
        for (const host of self === undefined ? this.#hosts(room) : [self])
          if (host !== whom && host.role === "host") this.#become(room, host, "publisher");
        return undefined;
      }
      case "claimHost": {
        if (self === undefined || room.secret === undefined || act.secret !== room.secret) return 54037;
        if (self.role === "host") return undefined;
        const refused = this.#mayBecome(room, self, "host");
        if (refused === undefined) this.#become(room, self, "host");
        return refused;
      }
      case "publish":
        if (self === undefined || self.publishes === act.on) return undefined;
        if (act.on && this.#count().publishing >= room.rules.maxPublishers) return 54039;
        self.publishes = act.on;
        if (act.on) self.order = ++this.#orders;
        else self.talks = false;
        this.#tellMember(self);
        return undefined;
      case "rename":
        if (self === undefined || act.name.trim() === "") return 54038;
        if (act.name !== self.name) this.#tellMember(self);
        self.name = act.name;
        return undefined;
      case "talk":
        if (self === undefined || !room.rules.tellsTalking || !self.publishes) return 54038;
        if (self.talks !== act.talking) this.#told.push(`talking ${self.peerId}`);
        self.talks = act.talking;
        return undefined;
      case "invitations":
        return this.#invitations(room, act.action, act.invitations);
    }
  }

  #edit(room: ModelRoom, changes: Omit<RoomEdit, "pin" | "secret">, isDoor: boolean): undefined {
    const before = JSON.stringify(room.rules);
    Object.assign((room.rules = { ...room.rules }), changes);
    if (isDoor || JSON.stringify(room.rules) !== before) this.#told.push("room");
  }

  #invitations(room: ModelRoom, action: string, given: string[] | undefined): ErrorCode | undefined {
    if (action === "enable" || action === "disable") room.asksInvitations = action === "enable";
    if (action === "add" && given === undefined) return room.invitations.length < 1_000 ? undefined : 54038;
    if (action === "add" && given !== undefined) {
      const fresh = [...new Set(given)].filter((one) => !room.invitations.includes(one));
      if (given.length === 0 || room.invitations.length + fresh.length > 1_000) return 54038;
      room.invitations.push(...fresh);
    }
    if (action === "remove") {
      if (given === undefined || given.length === 0) return 54038;
      if (!given.every((one) => room.invitations.includes(one))) return 54038;
      room.invitations = room.invitations.filter((one) => !given.includes(one));
    }
    return undefined;
  }

  #count() {
    const seated = this.seated();
    const attending = seated.filter(({ role }) => role === "attendee").length;
    const publishing = seated.filter(({ publishes }) => publishes).length;
    return { attending, members: seated.length - attending, publishing };
  }

  #newPlace(room: ModelRoom, who: Wish): ErrorCode | { role: Role; publishes: boolean } {
    const { attending, members, publishing } = this.#count();
    const { maxAttendees, maxPublishers, requirePrivateId } = room.rules;
    const { role, isPassive, privateId }: Partial<Newcomer> = "identity" in who ? who : {};
    const asks = who.askedRole;
    const active = isPassive !== true;
    const knowsSomebody = room.people.some((one) => one.privateId === privateId);
    const attend = (): ErrorCode | { role: Role; publishes: boolean } => {
      if (attending >= maxAttendees) return 54048;
      return requirePrivateId && !knowsSomebody ? 54042 : { role: "attendee", publishes: false };
    };
    if (role === "attendee") return asks === undefined || asks === "attendee" ? attend() : 54040;
    if (asks === "attendee") return attend();
    if (role === "host")
      return members >= room.capacity
        ? 53105
        : { role: "host", publishes: active && publishing < maxPublishers };
    const isFull = members >= room.capacity;
    const hasPlace = !isFull && (!active || publishing < maxPublishers);
    if (hasPlace) return { role: "publisher", publishes: active };
    if (asks === "publisher" || role === "publisher") return isFull ? 53105 : 54039;
    return attending < maxAttendees ? attend() : 53105;
  }

  #oldPlace(room: ModelRoom, { role, publishes }: Person): ErrorCode | { role: Role; publishes: boolean } {
    const { attending, members, publishing } = this.#count();
    if (role === "attendee") return attending >= room.rules.maxAttendees ? 54048 : { role, publishes: false };
    if (members >= room.capacity) return 53105;
    return { role, publishes: publishes && publishing < room.rules.maxPublishers };
  }

  #mayBecome(room: ModelRoom, whom: Person, role: Role): ErrorCode | undefined {
    const { attending, members, publishing } = this.#count();
    if (role === "attendee") return attending >= room.rules.maxAttendees ? 54048 : undefined;
    if (whom.role !== "attendee") return undefined;
    if (members >= room.capacity) return 53105;
    return role === "publisher" && publishing >= room.rules.maxPublishers ? 54039 : undefined;
  }

  #become(room: ModelRoom, whom: Person, role: Role): void {
    if (whom.role === role) return;
    const published = whom.publishes;
    if (role === "attendee") whom.publishes = false;
    else if (whom.role === "attendee") whom.publishes = this.#count().publishing < room.rules.maxPublishers;
    if (whom.publishes && !published && whom.awayMs === undefined) whom.order = ++this.#orders;
    if (!whom.publishes && published) whom.talks = false;
    whom.role = role;
    this.#tellMember(whom);
  }

  #hosts(room: ModelRoom): Person[] {
    return room.people.filter(({ role }) => role === "host");
  }

  #successor(room: ModelRoom, except?: Person): Person | undefined {
    let first: Person | undefined;
    for (const one of room.people)
      if (one !== except && one.role !== "attendee" && one.awayMs === undefined)
        if (first === undefined || one.sinceMs < first.sinceMs) first = one;
    return first;
  }

  #gone(person: Person): void {
    if (this.room !== undefined) this.room.people = this.room.people.filter((one) => one !== person);
  }

  #tellMember({ peerId }: Person): void {
    if (!this.#told.includes(`member ${peerId}`)) this.#told.push(`member ${peerId}`);
  }

  #settle(): void {
    const { room } = this;
    if (room === undefined) return;
    if (room.needsHost && this.#hosts(room).length === 0) {
      const next = this.#successor(room);
      if (next !== undefined) this.#become(room, next, "host");
    }
    if (room.people.length > 0) room.emptyMs = undefined;
    else if (room.isAdHoc && !room.rules.isPermanent && room.emptyMs === undefined) this.room = undefined;
    else room.emptyMs ??= this.nowMs;
  }
}
