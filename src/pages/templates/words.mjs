// How pages write numbers.

export const many = (count, one, several) => `${count} ${count > 1 ? several : one}`;

/** Hours in whole hundredths, as French texts write them. */
export const french = (sum) => {
  const digits = String(Math.floor(sum / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${digits},${String(sum % 100).padStart(2, "0")}`;
};
