// Sending a file: chosen or dropped, as a plain form, with how much of it is sent. The server says where to go on.
const send = function (zone, file) {
  const shown = (id) => document.getElementById(id);
  const form = new FormData();
  form.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", `${zone.dataset.to}?lang=${zone.dataset.lang}`);
  request.setRequestHeader("Accept", "application/json");
  const refuse = (said) => {
    shown("data-sending").classList.remove("is-on");
    shown("data-refused").textContent = said;
  };
  request.upload.onprogress = (sent) => {
    const share = sent.lengthComputable ? Math.round((100 * sent.loaded) / sent.total) : 0;
    shown("data-sent").style.width = `${share}%`;
    shown("data-sent-share").textContent = `${zone.dataset.sending} ${share}%`;
  };
  request.onerror = () => refuse(zone.dataset.lost);
  request.onload = () => {
    let told = {};
    try {
      told = JSON.parse(request.responseText);
    } catch {
      return refuse(zone.dataset.lost);
    }
    if (request.status === 200) location.assign(told.address);
    else refuse(told.error || zone.dataset.lost);
  };
  shown("data-refused").textContent = "";
  shown("data-sending").classList.add("is-on");
  request.send(form);
};

document.addEventListener("click", (event) => {
  const zone = event.target.closest("#data-choose")?.closest("#data-zone");
  if (!zone) return;
  const input = document.createElement("input");
  input.type = "file";
  input.onchange = () => input.files.length && send(zone, input.files[0]);
  input.click();
});
["dragover", "dragleave", "drop"].forEach((name) =>
  document.addEventListener(name, (event) => {
    const zone = event.target.closest?.("#data-zone");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", name === "dragover");
    if (name === "drop" && event.dataTransfer.files.length) send(zone, event.dataTransfer.files[0]);
  }),
);
