"""What `server.py cluster` says, in each of lang.LANGUAGES, beside the server's own texts."""

TEXTS = {
    "en": {
        "runs": "{what}: pid {pid}, {about}",
        "is_stopped": "{what}: pid {pid}, {about}; it is stopped",
        "is_gone": "{what}: {about}; it does not run",
        "ended": "{what} {pid} ended ({why}); to start it again, type: start {what}",
        "no_start": "{what} cannot be started: {reason}",
        "runs_already": "{what} runs already",
        "runs_not": "{what} does not run",
        "goes_on": "{what} {pid} goes on",
        "etcd_silent": "etcd does not answer; its members say why in {logs}",
        "orders": "type: list; start, kill, stop or cont and a number from 1 to {count},"
        " with etcd before it for a member of etcd (kill 2, stop etcd 1)",
        "etcd_needed": "the program etcd is needed: apt-get install etcd-server",
        "ports_bad": "{path} cannot be used: {reason}",
        "other_size": "{data} belongs to a cluster of {count}",
    },
    "id": {
        "runs": "{what}: pid {pid}, {about}",
        "is_stopped": "{what}: pid {pid}, {about}; sedang dihentikan",
        "is_gone": "{what}: {about}; tidak berjalan",
        "ended": "{what} {pid} berakhir ({why}); untuk menjalankannya lagi, ketik: start {what}",
        "no_start": "{what} tidak dapat dijalankan: {reason}",
        "runs_already": "{what} sudah berjalan",
        "runs_not": "{what} tidak berjalan",
        "goes_on": "{what} {pid} berjalan lagi",
        "etcd_silent": "etcd tidak menjawab; sebabnya ada di {logs}",
        "orders": "ketik: list; start, kill, stop atau cont dan nomor dari 1 sampai {count},"
        " didahului etcd untuk anggota etcd (kill 2, stop etcd 1)",
        "etcd_needed": "diperlukan program etcd: apt-get install etcd-server",
        "ports_bad": "{path} tidak dapat dipakai: {reason}",
        "other_size": "{data} milik sebuah klaster dengan {count} node",
    },
}
