import { describe, expect, it } from "vitest";
import { audioBps, withAudioEconomy } from "../../web/mesh/uplink/audio-economy.ts";
import { chooseCodec } from "../../web/mesh/uplink/codec-choice.ts";
import { framesFor } from "../../web/mesh/uplink/crowd.ts";
import { CpuPressure, type CpuReading } from "../../web/mesh/uplink/cpu-pressure.ts";
import { SharedLine, type LineReading } from "../../web/mesh/uplink/shared-line.ts";

const roundMs = 2_000;

describe("the shared line", () => {
  const free: LineReading = { short: false, availableBps: 3_000_000, sentBps: 400_000 };
  const short: LineReading = { short: true, availableBps: 250_000, sentBps: 240_000 };

  it("has no limit while one link alone is short: that one's own path is", () => {
    const line = new SharedLine();
    expect(line.update([free, free, free], 0)).toBe(0);
    expect(line.update([short, free, free], roundMs)).toBe(0);
    expect(line.update([short], 2 * roundMs)).toBe(0);
    expect(line.update([short, short, free, free, free], 3 * roundMs)).toBe(0);
  });

  it("is what short links are thought to carry and the others send, when several are short at once", () => {
    expect(new SharedLine().update([short, short, free], 0)).toBe(250_000 * 2 + 400_000);
  });

  it("falls at once, rises slowly, and is no limit any more when it is above every need", () => {
    const line = new SharedLine();
    line.update([short, short], 0);
    expect(line.update([short, { ...short, availableBps: 100_000 }], roundMs)).toBe(350_000);
    expect(line.update([short, short], 2 * roundMs)).toBe(350_000);
    expect(line.update([free, free], 3 * roundMs)).toBe(350_000);
    const later = line.update([free, free], 12 * roundMs);
    expect(later).toBeGreaterThan(350_000);
    expect(later).toBeLessThan(400_000);
    let limitBps = later;
    for (let round = 13; round < 80; round++) limitBps = line.update([free, free], round * roundMs);
    expect(limitBps).toBe(0);
  });
});

describe("processor pressure", () => {
  const calm: CpuReading = { limited: false, encodeShare: 0.2, largestShare: 0.1, hot: false };
  const run = (cpu: CpuPressure, reading: Partial<CpuReading>, fromMs: number, rounds: number): number => {
    let share = 1;
    for (let round = 0; round < rounds; round++)
      share = cpu.update({ ...calm, ...reading }, fromMs + round * roundMs);
    return share;
  };

  it.each([
    ["a sender is limited by it", { limited: true }],
    ["all encoders together take most of the cores", { encodeShare: 2.8 }],
    ["one encoder does not keep up", { largestShare: 0.95 }],
    ["the system is hot and we are part of it", { hot: true, encodeShare: 0.6 }],
  ])("steps down within two readings when %s", (_, reading) => {
    const cpu = new CpuPressure(4);
    expect(run(cpu, reading, 0, 1)).toBe(1);
    expect(run(cpu, reading, roundMs, 1)).toBe(0.75);
    expect(run(cpu, reading, 2 * roundMs, 2)).toBe(0.75 ** 2);
    expect(run(cpu, reading, 4 * roundMs, 40)).toBe(0.1);
  });

  it("is not moved by one moment, nor by heat that others make", () => {
    const cpu = new CpuPressure(4);
    for (let round = 0; round < 20; round++)
      expect(cpu.update({ ...calm, limited: round % 2 === 0 }, round * roundMs)).toBe(1);
    expect(run(cpu, { hot: true }, 100_000, 20)).toBe(1);
  });

  it("comes back after 30 s of calm, and waits longer after a step up that was too much", () => {
    const cpu = new CpuPressure(4);
    run(cpu, { limited: true }, 0, 2);
    expect(run(cpu, {}, 2 * roundMs, 14)).toBe(0.75);
    expect(run(cpu, {}, 16 * roundMs, 1)).toBe(1);
    expect(run(cpu, { limited: true }, 17 * roundMs, 2)).toBe(0.75);
    expect(run(cpu, {}, 19 * roundMs, 20)).toBe(0.75);
    expect(run(cpu, {}, 39 * roundMs, 12)).toBe(1);
  });
});

describe("thumbnails", () => {
  it("go without every third frame in a crowd, and only there", () => {
    const small = { widthPx: 320, heightPx: 180 };
    expect(framesFor(30, small, 6)).toBe(20);
    expect(framesFor(15, small, 10)).toBe(10);
    expect(framesFor(8, small, 10)).toBe(8);
    expect(framesFor(30, small, 5)).toBe(30);
    expect(framesFor(30, { widthPx: 640, heightPx: 360 }, 10)).toBe(30);
  });
});

describe("audio economy", () => {
  const description = {
    type: "offer",
    sdp: [
      "v=0",
      "m=audio 9 UDP/TLS/RTP/SAVPF 111 0",
      "a=rtpmap:111 opus/48000/2",
      "a=fmtp:111 minptime=10;useinbandfec=1",
      "a=ptime:20",
      "a=rtpmap:0 PCMU/8000",
      "m=video 9 UDP/TLS/RTP/SAVPF 96",
      "a=rtpmap:96 VP8/90000",
      "",
    ].join("\r\n"),
  };

  it("leaves 20 ms packets to a few", () => {
    for (const people of [2, 3, 4]) expect(withAudioEconomy(description, people)).toBe(description);
  });

  it("asks the encoder for long packets, silence in pauses and repair from five people on", () => {
    const [, audio = "", video] = withAudioEconomy(description, 5).sdp.split(/^(?=m=)/m);
    expect(audio).toContain("a=fmtp:111 minptime=10;usedtx=1;useinbandfec=1\r\n");
    expect(audio.match(/^a=ptime:.*$/gm)).toEqual(["a=ptime:40"]);
    expect(video).toBe(description.sdp.split(/^(?=m=)/m)[2]);
    expect(withAudioEconomy(description, 9).sdp).toContain("a=ptime:60\r\n");
  });

  it("asks for what the page wants of the encoder, however few there are", () => {
    const opus = (wishes: { dtx?: boolean; fec?: boolean }, people = 2) =>
      /^a=fmtp:111 (.*)$/m.exec(withAudioEconomy(description, people, wishes).sdp)?.[1];
    expect(opus({ fec: false })).toBe("minptime=10;usedtx=0;useinbandfec=0");
    expect(opus({ dtx: true })).toBe("minptime=10;usedtx=1;useinbandfec=1");
    expect(opus({ dtx: true, fec: false })).toBe("minptime=10;usedtx=1;useinbandfec=0");
    expect(opus({ dtx: false, fec: false }, 6)).toBe("minptime=10;usedtx=0;useinbandfec=0");
    expect(withAudioEconomy(description, 2, { dtx: false })).toBe(description);
  });

  it("also without parameters of Opus, and leaves a description without Opus alone", () => {
    const bare = { sdp: description.sdp.replace(/a=fmtp.*\r\n/, "") };
    expect(withAudioEconomy(bare, 6).sdp).toContain("opus/48000/2\r\na=fmtp:111 usedtx=1;useinbandfec=1\r\n");
    const other = { sdp: description.sdp.replaceAll("opus", "other") };
    expect(withAudioEconomy(other, 6)).toEqual(other);
  });

  it("reserves less for each link the more people there are", () => {
    expect(audioBps(4)).toBeGreaterThan(audioBps(5));
    expect(audioBps(5)).toBeGreaterThan(audioBps(10));
  });
});

describe("codec", () => {
  const ability = (mimeType: string, smooth: boolean, powerEfficient: boolean) => ({
    mimeType,
    smooth,
    powerEfficient,
  });
  const hardware = [ability("video/H264", true, true), ability("video/AV1", true, false)];
  const software = [ability("video/H264", true, false), ability("video/VP9", true, false)];

  it("is the browser's own choice where nothing is known, or nothing is done in hardware", () => {
    for (const links of [1, 5]) {
      expect(chooseCodec([], { detail: false, links, isShareable: false })).toBeUndefined();
      expect(chooseCodec(software, { detail: false, links, isShareable: false })).toBeUndefined();
    }
  });

  it("is H.264 in hardware, and what saves bits for text and few links", () => {
    expect(chooseCodec(hardware, { detail: false, links: 1, isShareable: false })).toBe("video/H264");
    expect(chooseCodec(hardware, { detail: true, links: 2, isShareable: false })).toBe("video/AV1");
    expect(chooseCodec(hardware, { detail: true, links: 3, isShareable: false })).toBe("video/H264");
    expect(chooseCodec(software, { detail: true, links: 2, isShareable: false })).toBe("video/VP9");
    const modern = [...hardware, ability("video/VP9", true, true)];
    expect(chooseCodec(modern, { detail: false, links: 2, isShareable: false })).toBe("video/VP9");
    expect(chooseCodec(modern, { detail: false, links: 3, isShareable: false })).toBe("video/H264");
  });

  it("is H.264 in software where many links may share encoders, but for text", () => {
    expect(chooseCodec(software, { detail: false, links: 3, isShareable: true })).toBe("video/H264");
    expect(chooseCodec(software, { detail: false, links: 2, isShareable: true })).toBeUndefined();
    expect(chooseCodec(software, { detail: true, links: 3, isShareable: true })).toBeUndefined();
    expect(chooseCodec([], { detail: false, links: 9, isShareable: true })).toBeUndefined();
  });
});
