"""What whoever runs the server reads, in both languages."""

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "started": "Ruang is open on port {ports}, with {workers} workers. Data: {data}",
        "connect": "From other machines: {commands}",
        "entered": "{name} came in ({dialect}), served by worker {pid}",
        "departed": "{name} left",
        "process_died": "{what} {pid} died ({why}); its {count} connections live on",
        "process_lost": "{what} {pid} died ({why}); {count} connections were lost",
        "hung": "{what} {pid} gives no sign of life, and is ended",
        "disk_full": "the disk is full: nothing new is accepted until there is room",
        "disk_free": "there is room on the disk again: everything is accepted",
        "no_spare": "no new process can be started; those that are there go on (see {log})",
        "renewing": "beginning afresh, one process after the other; nobody is disconnected",
        "process_replaced": "{what} {pid} takes its place",
        "state_died": "the state process {pid} died ({why}); going on from the journal",
        "state_replaced": "state process {pid} takes its place",
        "trouble": "{what} {pid}: {text}",
        "stopping": "closing down; Ctrl-C again ends everything at once",
        "stopped": "everything is closed",
        "full": "no room for {address}: too many connections",
        "give_up": "{what} dies again and again; giving up (see {log})",
        "roster": "roster: {count} new accounts",
        "demo": "three scripted users are coming in, each in a terminal of its own; Ctrl-C ends all of it",
        "demo_nowhere": "there is no terminal to open windows in, and no tmux: the demo needs one of them",
        "status": "exit status {code}",
        "signal": "signal {code}",
        "error": "error",
        "port_taken": "port {port} on {host}: {reason}",
        "data_taken": "{data} is used by another server that is running",
        "data_bad": "{data} cannot be used as data directory: {reason}",
        "roster_columns": "{path}, line {line}: a name and a password are expected, separated by a comma",
        "roster_name": "{path}, line {line}: nobody can be called {name}",
        "roster_unreadable": "{path} cannot be read: {reason}",
    },
    "id": {
        "started": "Ruang dibuka di port {ports}, dengan {workers} worker. Data: {data}",
        "connect": "Dari komputer lain: {commands}",
        "entered": "{name} masuk ({dialect}), dilayani worker {pid}",
        "departed": "{name} keluar",
        "process_died": "{what} {pid} mati ({why}); {count} koneksinya tetap hidup",
        "process_lost": "{what} {pid} mati ({why}); {count} koneksi terputus",
        "hung": "{what} {pid} tidak menunjukkan tanda hidup, dan diakhiri",
        "disk_full": "disk penuh: tidak ada yang baru diterima sampai ada ruang",
        "disk_free": "ada ruang lagi di disk: semuanya diterima",
        "no_spare": "tidak ada proses baru yang dapat dimulai; yang ada tetap berjalan (lihat {log})",
        "renewing": "memulai ulang proses satu demi satu; tidak ada yang terputus",
        "process_replaced": "{what} {pid} menggantikannya",
        "state_died": "proses state {pid} mati ({why}); dilanjutkan dari jurnal",
        "state_replaced": "proses state {pid} menggantikannya",
        "trouble": "{what} {pid}: {text}",
        "stopping": "sedang menutup; Ctrl-C sekali lagi mengakhiri semuanya seketika",
        "stopped": "semuanya sudah ditutup",
        "full": "tidak ada tempat untuk {address}: terlalu banyak koneksi",
        "give_up": "{what} mati berulang kali; berhenti mencoba (lihat {log})",
        "roster": "daftar nama: {count} akun baru",
        "demo": "tiga pengguna bernaskah sedang masuk, masing-masing di terminalnya; Ctrl-C mengakhiri semuanya",
        "demo_nowhere": "tidak ada terminal untuk membuka jendela, dan tidak ada tmux: demo memerlukan salah satunya",
        "status": "status keluar {code}",
        "signal": "sinyal {code}",
        "error": "galat",
        "port_taken": "port {port} di {host}: {reason}",
        "data_taken": "{data} sedang dipakai server lain",
        "data_bad": "{data} tidak dapat dipakai sebagai direktori data: {reason}",
        "roster_columns": "{path}, baris {line}: seharusnya nama dan kata sandi, dipisahkan koma",
        "roster_name": "{path}, baris {line}: tidak ada yang boleh bernama {name}",
        "roster_unreadable": "{path} tidak dapat dibaca: {reason}",
    },
}


class ServerError(Exception):
    """Why the server cannot go on: a key of TEXTS, and what to fill in."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values
