/** What the report says about each of its curves. Words only; the sources are named where a claim is not ours. */

/** The objectives that a model can have. */
export type Loss = 'wasserstein' | 'gan' | 'leastSquares' | 'hinge';

export interface Reading {
  readonly title: string;
  readonly reading: string;
}

type Topic =
  'wasserstein' | 'divergence' | 'losses' | 'gradientNorm' | 'criticNorm' | 'speed' | 'learningRate';

/** @param penalty whether the critic has a gradient penalty. */
export function readings(loss: Loss, penalty: boolean): Readonly<Record<Topic, Reading>> {
  return {
    wasserstein: loss === 'wasserstein' ? estimate : gapReading,
    divergence: {
      title: 'Jensen–Shannon estimate',
      reading:
        'A lower bound on the divergence between data and samples, in nats, from the critic’s loss: 0 when it cannot ' +
        'tell them apart, log 2 ≈ 0.69 when it always can. It mostly stays near log 2 whether the samples get better ' +
        'or not (WGAN, §4.2, figure 4), so judge this run by its samples, not by this curve.',
    },
    losses: { title: 'Losses', reading: `${lossReadings[loss]}${penalty ? penaltySentence : ''}` },
    gradientNorm: {
      title: 'Gradient norm',
      reading:
        'The mean length of the critic’s gradient' +
        (penalty
          ? ' at the points where the penalty is taken, on lines between data and samples. The penalty holds it near ' +
            '1 (WGAN-GP, §4); a one-sided one only keeps it from growing past 1. Far from 1 for long: raise λ, or lower the critic’s learning rate.'
          : '. Without a penalty nothing holds it at a fixed value; watch that it neither vanishes nor explodes.'),
    },
    criticNorm: {
      title: 'Size of the critic',
      reading:
        'The length of all the critic’s parameters together (L2). It should level off. A climb that does not end says ' +
        'that the Lipschitz constraint is too weak or the learning rate too high.',
    },
    speed: {
      title: 'Images per second',
      reading:
        'How fast training goes. Dips are checkpoints, sample sheets, or other work on the same machine.',
    },
    learningRate: { title: 'Learning rate', reading: 'The generator’s step size, as the schedule sets it.' },
  };
}

const estimate: Reading = {
  title: 'Wasserstein estimate',
  reading:
    'How far apart the critic finds data and samples: E[f(x)] − E[f(G(z))], drawn positive. It climbs while the critic ' +
    'learns what to look at, then falls as the samples get better: lower means better samples, as long as the critic ' +
    'keeps up (WGAN, §4.2). Its unit depends on the critic and on how it is constrained, so compare runs of one model only. ' +
    'The strong line is a running median, as in the paper’s figures.',
};

const gapReading: Reading = {
  title: 'Critic gap',
  reading:
    'E[f(x)] − E[f(G(z))]: how much higher the critic scores data than samples. With this loss it is no distance; a ' +
    'gap that grows without end says that the generator has lost touch.',
};

const lossReadings: Readonly<Record<Loss, string>> = {
  wasserstein:
    'The critic minimises the negative of the estimate, so its loss is below zero whenever it can tell samples from ' +
    'data: a negative loss is normal, and it rises towards zero as the samples improve. The generator’s loss, ' +
    '−E[f(G(z))], drifts with the critic’s own zero point, which has no meaning: do not judge samples by it.',
  gan:
    'The critic’s loss is 2 log 2 ≈ 1.39 when it only guesses and falls to 0 as it wins. The generator’s, ' +
    '−E[log D(G(z))], then grows; neither says how good the samples are.',
  leastSquares:
    'Squared distances of the critic’s scores from their targets. A critic’s loss near 0 means that it tells data and ' +
    'samples apart with ease; neither loss says how good the samples are.',
  hinge:
    'The critic’s loss is 2 when it only guesses and 0 when every score is past the margin. The generator’s loss drifts ' +
    'with the critic’s zero point; neither says how good the samples are.',
};

const penaltySentence = ' The penalty is what the critic pays for gradients that are not of length 1.';
