// A plain page that looks again by itself: every few minutes, and only while somebody looks at it. Nothing moves where nothing changed.
const place = document.querySelector("[data-look-again]");
if (place) {
  const every = Number(place.dataset.lookAgain) * 1000;
  let last = Date.now();
  const look = async () => {
    if (document.hidden || Date.now() - last < every) return;
    last = Date.now();
    try {
      const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
      if (!answer.ok) return;
      const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-look-again]");
      if (!next) return location.reload();
      const [shown, fresh] = [place.querySelector("[data-facts]"), next.querySelector("[data-facts]")];
      if (shown && fresh && shown.innerHTML !== fresh.innerHTML) {
        shown.replaceWith(document.adoptNode(fresh));
        const news = place.querySelector("[data-news]");
        if (news) news.textContent = "Updated just now";
      }
      const [read, readNow] = [place.querySelector("[data-read]"), next.querySelector("[data-read]")];
      if (read && readNow) read.replaceWith(document.adoptNode(readNow));
    } catch {
      // no connection: the page keeps what it shows, and its time says how old that is
    }
  };
  setInterval(look, 15_000);
  document.addEventListener("visibilitychange", look);
}
