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

const hours = milliseconds => {
  const minutes = Math.floor(milliseconds / minute);
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  return whole > 0 ? (rest > 0 ? `${whole} h ${rest} m` : `${whole} h`) : length(milliseconds);
};

// "minute+length" pairs in minutes since 1970: the time that counts, where that is not all of it.
export function spans(text) {
  return text ? text.split(",").map(pair => pair.split("+").map(Number)).map(([start, lasts]) => [start * minute, (start + lasts) * minute]) : null;
}

function between(open, from, to) {
  return open.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);
}

// The same three words in counted time. A day has no fixed length there, so hours are not summed up to days.
function counted(target, limit, now, open) {
  if (now <= target) {
    const left = between(open, now, target);
    return { words: `${hours(left)} left`, kind: left < 240 * minute ? "soon" : "good" };
  }
  if (limit && limit > now) return { words: `${hours(between(open, now, limit))} to the limit`, kind: "soon" };
  const more = now > open.at(-1)[1] + 4 * 1440 * minute;
  return { words: `late by ${more ? "more than " : ""}${hours(between(open, limit || target, now))}`, kind: "late" };
}

// Four hours before the goal it is time to look; between goal and limit the limit counts.
export function clock(target, limit, now, open) {
  if (open) return counted(target, limit, now, open);
  const left = target - now;
  if (left >= 0) return { words: `${length(left)} left`, kind: left < 240 * minute ? "soon" : "good" };
  if (limit && limit > now) return { words: `${length(limit - now)} to the limit`, kind: "soon" };
  return { words: `late by ${length(now - (limit || target))}`, kind: "late" };
}
