"""Where the order comes from: this process alone, or etcd, for several machines."""
