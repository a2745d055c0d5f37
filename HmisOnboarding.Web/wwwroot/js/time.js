// The words of remaining and passed time; Components/Shared/TimeText.cs says the same on the server.
const minute = 60_000;

export function length(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / minute);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} m` : `${hours} h`;
  return minutes > 0 ? `${minutes} m` : "less than 1 m";
}

// Four hours before the goal it is time to look; between goal and limit the limit counts.
export function clock(target, limit, now) {
  const left = target - now;
  if (left >= 0) return { words: `${length(left)} left`, kind: left < 240 * minute ? "soon" : "good" };
  if (limit && limit > now) return { words: `${length(limit - now)} to the limit`, kind: "soon" };
  return { words: `late by ${length(now - (limit || target))}`, kind: "late" };
}
