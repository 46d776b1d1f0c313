import { seededRandom } from "@millrace/kernel";

const WORDS = `
  the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one
  you were all her she there would their we him been has when who will no more if out so up said what its about than
  into them can only other time new some could these two may first then do any like my now over such our man me even
  most made after also well many before must through years where much your way down should because long each just
  state those people how too little good world make very year still see work life get here between both being under
  never day same another know while last might great old off come since go against right came take used himself few
  house use during without again place around however home small found mrs thought went say part once general high
  water river wheel mill stone grain power machine model field north light paper music garden winter market bread
`
  .trim()
  .split(/\s+/);

const EQUAL_WORDS = 14;
const MIXED_LENGTH_MIN = 8;
const MIXED_LENGTH_MAX = 128;

/** Texts of about a sentence each: 14 words. */
export function equalTexts(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => textOf(EQUAL_WORDS, random));
}

/** Texts from 8 to 128 words, log-uniform: as many of 8 to 16 words as of 64 to 128. */
export function mixedTexts(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => textOf(mixedLength(random), random));
}

function mixedLength(random: () => number): number {
  const octaves = Math.log2(MIXED_LENGTH_MAX / MIXED_LENGTH_MIN);
  return Math.round(MIXED_LENGTH_MIN * 2 ** (octaves * random()));
}

function textOf(words: number, random: () => number): string {
  return Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
}

/** Rows of token ids above a vocabulary's special ones. */
export function tokenRows(count: number, tokens: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => rowOf(tokens, random));
}

/** Rows from 8 to 128 tokens, log-uniform. */
export function mixedTokenRows(count: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => rowOf(mixedLength(random), random));
}

function rowOf(tokens: number, random: () => number): number[] {
  return Array.from({ length: tokens }, () => FIRST_ID + Math.floor(random() * IDS));
}

const FIRST_ID = 1_000;
const IDS = 4_000;
