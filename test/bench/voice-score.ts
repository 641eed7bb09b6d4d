/** Blocks counted by what they are and what was said of them. */
export class Score {
  hits = 0;
  misses = 0;
  inventions = 0;
  rejections = 0;
  /** For each stretch of speech that was heard at all, from its first block to the first that was heard. */
  onsetsMs: number[] = [];

  static of(heard: readonly boolean[], isSpeech: readonly boolean[]): Score {
    const score = new Score();
    let sinceMs = 0;
    let waits = false;
    for (const [block, is] of isSpeech.entries()) {
      const said = heard[block] === true;
      if (is && said) score.hits++;
      else if (is) score.misses++;
      else if (said) score.inventions++;
      else score.rejections++;
      if (is && isSpeech[block - 1] === false) [sinceMs, waits] = [0, heard[block - 1] !== true];
      if (is && waits && said) {
        score.onsetsMs.push(sinceMs);
        waits = false;
      }
      sinceMs += 10;
    }
    return score;
  }

  static sum(scores: readonly Score[]): Score {
    const sum = new Score();
    for (const score of scores) {
      sum.hits += score.hits;
      sum.misses += score.misses;
      sum.inventions += score.inventions;
      sum.rejections += score.rejections;
      sum.onsetsMs.push(...score.onsetsMs);
    }
    return sum;
  }

  get f1(): number {
    return (2 * this.hits) / (2 * this.hits + this.misses + this.inventions);
  }

  get balancedAccuracy(): number {
    const heard = this.hits / (this.hits + this.misses);
    return (heard + this.rejections / (this.rejections + this.inventions)) / 2;
  }

  get wrongShare(): number {
    const wrong = this.misses + this.inventions;
    return wrong / (wrong + this.hits + this.rejections);
  }
}
