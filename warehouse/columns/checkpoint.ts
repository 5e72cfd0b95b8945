/** Called between short pieces of a long calculation. What it throws ends the calculation. */
export type Checkpoint = () => void;
