// Sends the photos and films of a task in pieces: photos shrunk first, progress in words, a broken line goes on by itself.
// Everything on the page works without this file.
(function () {
  "use strict";
  var wrong = document.querySelector(".error-summary");
  if (wrong) { wrong.focus(); }
  var form = document.getElementById("kirim-tugas");
  if (!form || !window.fetch || !window.FormData) { return; }
  var words = form.dataset;
  var list = document.getElementById("berkas");
  var places = document.getElementById("kemajuan");
  var PIECE = 262144;
  var SIDE = 1600;
  var AIM = 200 * 1024;
  var LONGEST_WAIT = 30000;
  var busy = 0;

  function value(name) { return form.querySelector("[name=" + name + "]").value; }

  function fill(text, name, percent) { return text.replace("{name}", name).replace("{n}", percent); }

  function Refused(message) { this.message = message; }

  function ask(path, options) {
    return fetch(path, Object.assign({ credentials: "same-origin" }, options)).then(function (answer) {
      if (answer.status >= 500) { throw new Error("later"); }
      return answer.json().then(function (said) {
        if (!answer.ok && said.offset === undefined) { throw new Refused(said.message); }
        return said;
      }, function () { throw new Refused(); });  // a page instead of an answer: signed out, or the address is gone
    });
  }

  function fields(more) {
    var data = new FormData();
    data.append("csrf_token", value("csrf_token"));
    Object.keys(more || {}).forEach(function (name) { data.append(name, more[name]); });
    return data;
  }

  function wait(turn) {
    return new Promise(function (go) {
      var until = setTimeout(done, Math.min(1000 * Math.pow(2, turn), LONGEST_WAIT));
      function done() { clearTimeout(until); window.removeEventListener("online", done); go(); }
      window.addEventListener("online", done);
    });
  }

  function drawn(picture, side, quality) {
    var scale = Math.min(1, side / Math.max(picture.width, picture.height));
    var canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    var brush = canvas.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise(function (go) { canvas.toBlob(go, "image/jpeg", quality); });
  }

  function shrunk(file) {
    if (!window.createImageBitmap || file.size <= AIM) { return Promise.resolve(file); }
    return createImageBitmap(file).then(function (picture) {
      function smaller(side, quality) {
        return drawn(picture, side, quality).then(function (made) {
          if (!made) { return file; }
          if (made.size <= AIM || side < 500) { return made; }
          return quality > 0.5 ? smaller(side, quality - 0.15) : smaller(Math.round(side * 0.8), 0.7);
        });
      }
      return smaller(SIDE, 0.8);
    }).catch(function () { return file; });  // the server says what is wrong with it
  }

  function send(kind, file, name, show) {
    var id = null;
    var offset = 0;
    var turn = 0;
    function step() {
      if (id === null) {
        return ask(words.unggah, { method: "POST", body: fields({ untuk: value("untuk"), jenis: kind, ukuran: file.size }) })
          .then(function (said) { id = said.id; return false; });
      }
      var path = "/unggah/" + id;
      if (turn) {
        return ask(path).then(function (said) { offset = said.offset; turn = 0; return false; });
      }
      if (offset >= file.size) { return ask(path + "/selesai", { method: "POST", body: fields() }); }
      return ask(path + "/" + offset, {
        method: "POST",
        headers: { "X-CSRFToken": value("csrf_token"), "Content-Type": "application/octet-stream" },
        body: file.slice(offset, offset + PIECE)
      }).then(function (said) { offset = said.offset; return false; });
    }
    var failures = 0;
    function go() {
      return step().then(function (said) {
        failures = 0;
        show(offset);
        if (said && said.html) { return said.html; }
        if (said && said.offset !== undefined) { offset = said.offset; }
        return go();
      }, function (fault) {
        if (fault instanceof Refused) { throw fault; }
        show(offset, words.waiting);
        turn = 1;
        return wait(failures++).then(go);
      });
    }
    return go();
  }

  // The same look as the server's own messages at a field, and read out at once.
  function complain(text, input) {
    var place = input && input.closest(".field");
    var id = input ? input.id + "-error" : "";
    var box = id && document.getElementById(id);
    if (!box) {
      box = document.createElement("div");
      box.className = "error";
      box.setAttribute("role", "alert");
      if (place) {
        box.id = id;
        place.classList.add("has-error");
        input.setAttribute("aria-invalid", "true");
        input.setAttribute("aria-describedby", (input.getAttribute("aria-describedby") || "") + " " + id);
        input.before(box);
      } else {
        places.after(box);
      }
    }
    var line = document.createElement("p");
    var prefix = document.createElement("span");
    prefix.className = "visually-hidden";
    prefix.textContent = words.error + " ";
    line.append(prefix, text);
    box.append(line);
  }

  function calm(input) {
    var box = document.getElementById(input.id + "-error");
    if (!box) { return; }
    box.remove();
    input.closest(".field").classList.remove("has-error");
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", input.getAttribute("aria-describedby").replace(" " + input.id + "-error", ""));
  }

  function one(kind, file, input) {
    var place = document.createElement("div");
    var bar = document.createElement("progress");
    var line = document.createElement("p");
    bar.max = 100;
    bar.setAttribute("aria-hidden", "true");
    place.append(line, bar);
    places.append(place);
    busy += 1;
    function show(percent, text) {
      bar.value = percent;
      line.textContent = text || fill(words.sending, file.name, percent);
    }
    show(0);
    return (kind === "photo" ? shrunk(file) : Promise.resolve(file)).then(function (ready) {
      return send(kind, ready, file.name, function (offset, text) { show(Math.floor(100 * offset / ready.size), text); });
    }).then(function (html) {
      list.insertAdjacentHTML("beforeend", html);
      line.textContent = fill(words.done, file.name);
    }, function (fault) {
      place.remove();
      complain(fault.message ? file.name + ": " + fault.message : fill(words.failed, file.name), input);
    }).then(function () { bar.remove(); busy -= 1; });
  }

  ["photos", "video"].forEach(function (field) {
    var input = document.getElementById(field);
    if (!input) { return; }
    input.addEventListener("change", function () {
      var chosen = Array.prototype.slice.call(input.files);
      input.value = "";
      calm(input);
      chosen.reduce(function (before, file) {
        return before.then(function () { return one(field === "video" ? "video" : "photo", file, input); });
      }, Promise.resolve());
    });
  });

  list.addEventListener("click", function (event) {
    var button = event.target.closest("[name=buang]");
    if (!button) { return; }
    event.preventDefault();  // the words typed so far stay on the page
    fetch(button.form.action, { method: "POST", redirect: "manual", body: fields({ untuk: value("untuk"), buang: button.value }) })
      .then(function (answer) {
        if (answer.type !== "opaqueredirect") { throw new Error("later"); }
        button.closest("li").remove();
        places.setAttribute("tabindex", "-1");
        places.focus();
      }).catch(function () {
        complain(words.stays);
      });
  });

  form.addEventListener("submit", function (event) {
    if (!busy) { return; }
    event.preventDefault();
    complain(words.busy);
  });
}());
