import { describe, expect, it } from "vitest";
import { partsBuilds } from "./parts.ts";
import { mac, open, seal, streamXor } from "./cipher.ts";
import { fromHex, toHex } from "./hex.ts";

describe.each(partsBuilds)("$build", ({ wasm }) => {
  const ascii = (text: string) => new TextEncoder().encode(text);
  const countingKey = Uint8Array.from({ length: 32 }, (_, index) => index);
  const sunscreen = ascii(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );

  describe("RFC 8439: ChaCha20", () => {
    it("2.3.2 block function", () => {
      const block = streamXor(wasm, countingKey, fromHex("000000090000004a00000000"), 1, new Uint8Array(64));
      expect(toHex(block)).toBe(
        "10f1e7e4d13b5915500fdd1fa32071c4c7d1f4c733c068030422aa9ac3d46c4e" +
          "d2826446079faa0914c2d705d98b02a2b5129cd1de164eb9cbd083e8a2503c4e",
      );
    });

    it("2.4.2 encryption", () => {
      const sealed = streamXor(wasm, countingKey, fromHex("000000000000004a00000000"), 1, sunscreen);
      expect(toHex(sealed)).toBe(
        "6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b" +
          "f91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8" +
          "07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab7793736" +
          "5af90bbf74a35be6b40b8eedf2785e42874d",
      );
    });
  });

  const ietf = toHex(
    ascii(
      "Any submission to the IETF intended by the Contributor for publication as all or part of an IETF " +
        "Internet-Draft or RFC and any statement made within the context of an IETF activity is considered " +
        'an "IETF Contribution". Such statements include oral statements in IETF sessions, as well as written ' +
        "and electronic communications made at any time or place, which are addressed to",
    ),
  );
  const jabberwocky = toHex(
    ascii(
      "'Twas brillig, and the slithy toves\nDid gyre and gimble in the wabe:\n" +
        "All mimsy were the borogoves,\nAnd the mome raths outgrabe.",
    ),
  );
  const zeros = "00".repeat(16);
  const ones = "ff".repeat(16);

  describe("RFC 8439: Poly1305", () => {
    it.each([
      [
        "2.5.2",
        "85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b",
        toHex(ascii("Cryptographic Forum Research Group")),
        "a8061dc1305136c6c22b8baf0c0127a9",
      ],
      ["A.3 #1", zeros + zeros, "00".repeat(64), zeros],
      ["A.3 #2", zeros + "36e5f6b5c5e06070f0efca96227a863e", ietf, "36e5f6b5c5e06070f0efca96227a863e"],
      ["A.3 #3", "36e5f6b5c5e06070f0efca96227a863e" + zeros, ietf, "f3477e7cd95417af89a6b8794c310cf0"],
      [
        "A.3 #4",
        "1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0",
        jabberwocky,
        "4541669a7eaaee61e708dc7cbcc5eb62",
      ],
      ["A.3 #5: 2^130 - 5 wraps", "02" + "00".repeat(31), ones, "03" + "00".repeat(15)],
      [
        "A.3 #6: the sum wraps at 2^128",
        "02" + "00".repeat(15) + ones,
        "02" + "00".repeat(15),
        "03" + "00".repeat(15),
      ],
      [
        "A.3 #7: carries all limbs",
        "01" + "00".repeat(31),
        ones + "f0" + "ff".repeat(15) + "11" + "00".repeat(15),
        "05" + "00".repeat(15),
      ],
      [
        "A.3 #8: the result is p itself",
        "01" + "00".repeat(31),
        ones + "fb" + "fe".repeat(15) + "01".repeat(16),
        zeros,
      ],
      ["A.3 #9: just below p", "02" + "00".repeat(31), "fd" + "ff".repeat(15), "fa" + "ff".repeat(15)],
      [
        "A.3 #10: carry from the top",
        "01000000000000000400000000000000" + zeros,
        "e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000" + zeros + "01" + "00".repeat(15),
        "14000000000000005500000000000000",
      ],
      [
        "A.3 #11",
        "01000000000000000400000000000000" + zeros,
        "e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000" + zeros,
        "13" + "00".repeat(15),
      ],
    ])("%s", (_, key, message, tag) => {
      expect(toHex(mac(wasm, fromHex(key), fromHex(message)))).toBe(tag);
    });
  });

  describe("RFC 8439: AEAD", () => {
    it("2.8.2 sealing", () => {
      const input = {
        key: Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index),
        nonce: fromHex("070000004041424344454647"),
        associated: fromHex("50515253c0c1c2c3c4c5c6c7"),
      };
      const sealed = seal(wasm, input, sunscreen);
      expect(toHex(sealed)).toBe(
        "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6" +
          "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36" +
          "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc" +
          "3ff4def08e4b7a9de576d26586cec64b6116" +
          "1ae10b594f09e26a7e902ecbd0600691",
      );
      expect(open(wasm, input, sealed)).toEqual(sunscreen);
    });

    it("A.5 opening", () => {
      const input = {
        key: fromHex("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0"),
        nonce: fromHex("000000000102030405060708"),
        associated: fromHex("f33388860000000000004e91"),
      };
      const sealed = fromHex(
        `64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb2
       4c6cfc18755d43eea09ee94e382d26b0bdb7b73c321b0100d4f03b7f355894cf
       332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855
       9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4
       b9166c767b804d46a59b5216cde7a4e99040c5a40433225ee282a1b0a06c523e
       af4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a
       0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a10
       49e617d91d361094fa68f0ff77987130305beaba2eda04df997b714d6c6f2c29
       a6ad5cb4022b02709b eead9d67890cbb22392336fea1851f38`,
      );
      const plaintext = open(wasm, input, sealed);
      expect(plaintext && new TextDecoder().decode(plaintext)).toBe(
        "Internet-Drafts are draft documents valid for a maximum of six months and may be updated, replaced, or " +
          "obsoleted by other documents at any time. It is inappropriate to use Internet-Drafts as reference " +
          "material or to cite them other than as /“work in progress./”",
      );
    });
  });
});
