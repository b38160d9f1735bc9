(() => {
  const events = new EventSource(location.pathname + "/events");
  const put = (id, text) => { document.getElementById(id).textContent = text; };
  events.addEventListener("job", (event) => {
    const job = JSON.parse(event.data);
    put("state", job.state);
    if (job.progress) {
      const { stage, done, total } = job.progress;
      const bar = document.getElementById("bar");
      bar.max = total || 1;
      bar.value = done;
      put("stage", stage + " " + done.toLocaleString("en") + " of " + total.toLocaleString("en"));
    }
    if (job.state !== "queued" && job.state !== "running") {
      events.close();
      location.reload();
    }
  });
})();
